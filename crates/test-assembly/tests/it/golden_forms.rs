//! Fixed forms, several forms and infeasible tables over real pools.

use serde_json::Value;
use test_assembly::{Assembly, AssemblyRequest, Objective, assemble, check_feasible};

use crate::banks::{Pool, golden, rows_of};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn objective(pool: &Pool, form: &Value) -> Objective {
    let name = form["form"].as_str().expect("a name");
    let thetas = numbers(&form["thetas"]);
    let by_theta = |of: &dyn Fn(f64) -> Vec<f64>| thetas.iter().map(|theta| of(*theta)).collect::<Vec<_>>();
    let information = by_theta(&|theta| pool.information(theta));
    if name.starts_with("maxinfo") {
        let weights = numbers(&form["weights"]);
        let sum = |item: usize| information.iter().zip(&weights).map(|(values, weight)| values[item] * weight).sum();
        return Objective::Maximise((0..information[0].len()).map(sum).collect());
    }
    if name.starts_with("maximin") {
        return Objective::Maximin { coefficients: information, ratios: numbers(&form["R"]) };
    }
    let coefficients = if name.contains("TCC") { by_theta(&|theta| pool.scores(theta)) } else { information };
    Objective::Target {
        coefficients,
        targets: numbers(&form["target"]),
        tolerance: form["obj_tol"].as_f64().expect("a number"),
    }
}

#[test]
#[ignore = "needs ASSEMBLY_BANKS and ASSEMBLY_GOLDEN"]
fn golden_fixed_forms() {
    for of_pool in golden("fixed_forms.json")["pools"].as_array().expect("pools") {
        let name = of_pool["pool"].as_str().expect("a name");
        let pool = Pool::read(name);
        let blueprint = pool.blueprint();
        for form in of_pool["forms"].as_array().expect("forms") {
            let objective = objective(&pool, form);
            let begun = std::time::Instant::now();
            let assembly = assemble(&AssemblyRequest::new(&blueprint), &objective).expect("a request");
            println!("{name} {} {:?}", form["form"], begun.elapsed());
            let Assembly::Optimal(found) = assembly else { panic!("{name} {}: {assembly:?}", form["form"]) };
            let best = form["value"].as_f64().expect("a value");
            assert!((found.objective - best).abs() < 1e-9, "{name} {}: {} for {best}", form["form"], found.objective);
            if form["unique"] != false {
                let items: Vec<usize> = found.forms[0].iter().map(|item| item + 1).collect();
                assert_eq!(serde_json::to_value(items).expect("JSON"), form["items"], "{name} {}", form["form"]);
            }
        }
    }
}

#[test]
#[ignore = "needs ASSEMBLY_BANKS and ASSEMBLY_GOLDEN"]
fn golden_several_forms() {
    for case in golden("several_forms.json")["cases"].as_array().expect("cases") {
        let title = &case["title"];
        if case["kind"] != "parallel forms" {
            continue;
        }
        let pool = Pool::read(case["pool"].as_str().expect("a name"));
        let blueprint = pool.blueprint();
        let mut request = AssemblyRequest::new(&blueprint);
        request.forms = case["forms"].as_u64().expect("a number") as usize;
        request.max_item_use = Some(1);
        request.max_stimulus_use = title.as_str().expect("a title").contains("no stimulus twice").then_some(1);
        let objective = Objective::Maximise(pool.information(case["theta"].as_f64().expect("theta")));
        let begun = std::time::Instant::now();
        let assembly = assemble(&request, &objective).expect("a request");
        println!("{title} {:?}", begun.elapsed());
        let Assembly::Optimal(found) = assembly else { panic!("{title}: {assembly:?}") };
        let best = case["value"].as_f64().expect("a value");
        assert!((found.objective - best).abs() < 1e-9, "{title}: {} for {best}", found.objective);
    }
}

#[test]
#[ignore = "needs ASSEMBLY_BANKS and ASSEMBLY_GOLDEN"]
fn golden_infeasible_tables() {
    for case in golden("infeasible.json")["cases"].as_array().expect("cases") {
        let title = &case["title"];
        let pool = Pool::read(case["pool"].as_str().expect("a name"));
        let blueprint = pool.blueprint_of(&rows_of(case));
        let begun = std::time::Instant::now();
        let conflict = check_feasible(&AssemblyRequest::new(&blueprint)).expect("a request").expect("a conflict");
        println!("{title} {:?}\n  {conflict}", begun.elapsed());
        assert!(conflict.is_minimal, "{title}");
        let found = serde_json::to_value(&conflict.rows).expect("JSON");
        let listed = case["minimal_infeasible_subsets"].as_array().expect("subsets");
        assert!(listed.contains(&found) || case["all_listed"] == false, "{title}: {found}");
    }
}
