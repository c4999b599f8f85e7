//! `adaptive calibrate` and `adaptive link`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::Desk;

/// A file of reference values of the crate; its README says where they are from.
fn case(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/calibration/tests/fixtures").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The responses of a file as CSV.
fn responses(case: &Value) -> String {
    let items = case["n_items"].as_u64().unwrap();
    let header: Vec<String> = (1..=items).map(|item| format!("i{item}")).collect();
    let mut text = format!("examinee,{}\n", header.join(","));
    for (person, row) in case["responses"].as_array().unwrap().iter().enumerate() {
        let cells: Vec<String> = row
            .as_str()
            .unwrap()
            .chars()
            .map(|cell| if cell == '.' { String::new() } else { cell.to_string() })
            .collect();
        text += &format!("p{person},{}\n", cells.join(","));
    }
    text
}

fn calibration(desk: &Desk, directory: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(desk.path(directory).join("calibration.json")).unwrap()).unwrap()
}

fn close(value: &Value, expected: &Value, tolerance: f64) {
    let (value, expected) = (value.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((value - expected).abs() <= tolerance * expected.abs().max(1.0), "{value} {expected}");
}

#[test]
fn lsat6_is_calibrated_to_the_reference_and_its_bank_is_read_again() {
    let case = case("lsat6_2pl_1pl_rasch.json");
    let desk = Desk::new().with("responses.csv", &responses(&case));
    let run = desk.run("calibrate --responses responses.csv --model 2pl --out out --covariance");
    assert_eq!(run.code, 0, "{run:?}");
    let (found, fit) = (calibration(&desk, "out"), &case["fits"][0]);
    close(&found["log_likelihood"], &fit["log_likelihood"], 1e-10);
    assert_eq!((&found["converged"], &found["set_aside"]), (&Value::Bool(true), &Value::Array(Vec::new())));
    for (item, expected) in found["items"].as_array().unwrap().iter().zip(fit["items"].as_array().unwrap()) {
        close(&item["parameters"]["a"]["estimate"], &expected["a"], 1e-6);
        close(&item["parameters"]["b"]["estimate"], &expected["b"][0], 1e-6);
        close(&item["parameters"]["b"]["se"], &expected["se"]["b"][0], 1e-5);
    }
    assert_eq!(desk.run("bank check out/bank.csv").code, 0);
    for file in ["items.csv", "report.html", "covariance.csv"] {
        assert!(desk.path("out").join(file).exists(), "{file}");
    }
    let again = desk.run("calibrate --responses responses.csv --model 2pl --out out");
    assert!(again.code == 1 && again.stderr.contains("--force"), "{again:?}");
}

#[test]
fn pretest_items_are_put_on_the_scale_of_the_bank() {
    let case = case("fipc_20x1000.json");
    let rows = (1..16).zip(case["generating_parameters"].as_array().unwrap());
    let bank: String = rows.map(|(item, row)| format!("i{item},2pl,{},{},algebra\n", row["a"], row["b"][0])).collect();
    let desk = Desk::new()
        .with("responses.csv", &responses(&case))
        .with("bank.csv", &format!("item_id,model,a,b,content\n{bank}i99,2pl,1,0,geometry\n"));
    let run = desk
        .run("calibrate --responses responses.csv --bank bank.csv --free i16,i17,i18,i19,i20 --model 2pl --out out");
    assert_eq!(run.code, 0, "{run:?}");
    let (found, fit) = (calibration(&desk, "out"), &case["fits"][0]);
    close(&found["log_likelihood"], &fit["log_likelihood"], 1e-10);
    close(&found["latent"][0]["sd"], &fit["latent"][0]["sd"], 1e-6);
    close(&found["latent"][0]["mean_se"], &fit["latent"][0]["se_mean"], 1e-5);
    assert_eq!((&found["items"][0]["status"], &found["items"][15]["status"]), (&"fixed".into(), &"estimated".into()));
    let text = fs::read_to_string(desk.path("out/bank.csv")).unwrap();
    assert!(text.starts_with("item_id,model,a,b,content\ni1,2pl,0.7286,0.5937,algebra\n"), "{text}");
    assert!(text.ends_with("i99,2pl,1,0,geometry\n"), "an item without responses stays in the bank: {text}");
}

#[test]
fn groups_and_models_come_from_files() {
    let case = case("two_groups_15x1100.json");
    let groups = case["group"].as_array().unwrap().iter().enumerate();
    let groups: String = groups.map(|(person, group)| format!("p{person},g{group}\n")).collect();
    let models: String = (1..=15).map(|item| format!("i{item},{}\n", if item > 12 { "grm" } else { "2pl" })).collect();
    let desk = Desk::new()
        .with("responses.csv", &responses(&case))
        .with("groups.csv", &format!("examinee,group\n{groups}"))
        .with("models.csv", &format!("item_id,model\n{models}"));
    let run =
        desk.run("calibrate --responses responses.csv --models models.csv --groups groups.csv --threads 1 --out out");
    assert_eq!(run.code, 0, "{run:?}");
    let (found, fit) = (calibration(&desk, "out"), &case["fits"][0]);
    close(&found["log_likelihood"], &fit["log_likelihood"], 1e-10);
    close(&found["latent"][1]["mean"], &fit["latent"][1]["mean"], 1e-6);
    close(&found["latent"][1]["sd_se"], &fit["latent"][1]["se_sd"], 1e-5);
    assert_eq!(found["latent"][1]["group"], "g2");
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let desk = Desk::new()
        .with("responses.csv", "examinee,q1,q2\na,1,0\nb,7,1\n")
        .with("priors.toml", "[priors]\na = { kind = \"beta\", alpha = 1.0, beta = 2.0 }\n")
        .with("unknown.toml", "[prior]\n")
        .with("right.csv", "examinee,q1,q2\na,1,1\nb,1,1\n")
        .with("groups.csv", "examinee,group\na,one\n");
    for (arguments, message) in [
        ("--responses responses.csv --model 2pl", "nothing has been written"),
        ("--responses right.csv --model 2pl", "no item can be calibrated"),
        (
            "--responses right.csv --model 2pl --settings priors.toml",
            "priors.a: the distribution is one of normal, lognormal",
        ),
        ("--responses right.csv --model 2pl --settings unknown.toml", "unknown field `prior`"),
        ("--responses right.csv --model 2pl --groups groups.csv", "does not have this examinee"),
        ("--responses absent.csv --model 2pl", "cannot open absent.csv"),
        ("--responses right.csv --model 2pl --key", "--key needs the keys of a bank"),
    ] {
        let run = desk.run(&format!("calibrate {arguments} --out out"));
        assert!(run.code == 1 && run.stderr.contains(message), "{arguments}: {run:?}");
        assert!(!desk.path("out").exists(), "{arguments}");
    }
}

#[test]
fn a_bank_is_linked_by_its_common_items_and_keeps_its_texts() {
    let desk = Desk::new()
        .with(
            "new.csv",
            "item_id,model,a,b,c,content\nx,2pl,1,-1,,algebra\ny,3pl,1.5,0.5,0.2,algebra\nz,2pl,0.8,1,,geometry\n",
        )
        .with("bank.csv", "item_id,model,a,b,c\nx,2pl,0.5,-1.5,\ny,3pl,0.75,1.5,0.2\nw,2pl,1,0,\n");
    for method in ["mean-mean", "mean-sigma", "haebara", "stocking-lord"] {
        let run = desk.run(&format!("link --from new.csv --to bank.csv --method {method} --out linked.csv"));
        assert_eq!(run.code, 0, "{run:?}");
        let constants: Value = serde_json::from_str(&run.stdout).unwrap();
        close(&constants["A"], &2.0.into(), 1e-8);
        close(&constants["B"], &0.5.into(), 1e-8);
        let linked = fs::read_to_string(desk.path("linked.csv")).unwrap();
        let last = linked.lines().next_back().unwrap();
        assert!(last.starts_with("z,2pl,0.4") && last.ends_with("geometry"), "{linked}");
    }
    let foreign = desk
        .with("other.csv", "item_id,model,a,b\nv,2pl,1,0\n")
        .run("link --from new.csv --to other.csv --method haebara");
    assert!(foreign.code == 1 && foreign.stderr.contains("no item in common"), "{foreign:?}");
}
