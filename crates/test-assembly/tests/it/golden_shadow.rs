//! Shadow-test sequences over real pools, item by item.

use serde_json::Value;
use test_assembly::{
    Blueprint, EligibilitySettings, EligibilityStatistics, Refresh, ShadowAnswer, ShadowState, ShadowTests, Sitting,
};

use crate::banks::{Pool, golden};

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The blueprint with its `order` rows on or off.
fn blueprint(pool: &Pool, order: bool) -> Blueprint {
    let mut rows = pool.rows.clone();
    for row in rows.iter_mut().filter(|row| row.kind == test_assembly::RowKind::Order) {
        row.on = order;
    }
    pool.blueprint_of(&rows)
}

fn responses(examinee: &Value) -> Vec<usize> {
    text(&examinee["responses"]).bytes().map(|digit| usize::from(digit - b'0')).collect()
}

/// Runs an examinee and compares every step; the times of the steps in milliseconds.
fn check(pool: &Pool, tests: &ShadowTests, responses: &[usize], run: &Value, name: &str) -> Vec<f64> {
    let (mut state, mut solver) = (ShadowState::default(), tests.solver());
    let (mut theta, mut change, mut answers, mut times) = (0.0, 0.0, Vec::new(), Vec::new());
    for step in list(&run["steps"]) {
        let place = format!("{name} {} {}", run["examinee"], step["position"]);
        let information = pool.information(theta);
        let begun = std::time::Instant::now();
        let taken = tests.next(&mut state, &mut solver, &information, change, &[]).expect("a test").expect("an item");
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        if step["refreshed"] == true {
            let test: Vec<usize> = state.test().iter().map(|item| item + 1).collect();
            assert_eq!(serde_json::to_value(test).expect("JSON"), step["shadow_test"], "{place}");
        }
        assert_eq!(taken.item as u64 + 1, step["item"].as_u64().expect("an item"), "{place}");
        assert_eq!(taken.answer != ShadowAnswer::Kept, step["refreshed"].as_bool().expect("a flag"), "{place}");
        if let ShadowAnswer::Assembled { objective } = taken.answer {
            assert!((objective - number(&step["objective"])).abs() < 1e-9, "{place}: {objective}");
        }
        answers.push(responses[taken.item]);
        let (mean, se) = pool.eap(state.given(), &answers);
        assert!((mean - number(&step["theta"])).abs() < 1e-9 && (se - number(&step["se"])).abs() < 1e-9, "{place}");
        (change, theta) = (mean - theta, mean);
    }
    assert!(tests.blueprint().achieved(state.given()).holds());
    let information = pool.information(theta);
    assert_eq!(tests.next(&mut state, &mut solver, &information, 0.0, &[]), Ok(None));
    times
}

#[test]
#[ignore = "needs ASSEMBLY_BANKS and ASSEMBLY_GOLDEN"]
fn golden_shadow_traces() {
    for of_pool in list(&golden("shadow_traces.json")["pools"]) {
        let name = text(&of_pool["pool"]);
        let pool = Pool::read(name);
        let tests = ShadowTests::new(blueprint(&pool, false), Refresh::Always).expect("a blueprint");
        let tests = tests.prepared(&pool.information(0.0));
        let examinees = list(&of_pool["examinees"]).iter();
        let mut times: Vec<f64> =
            examinees.flat_map(|examinee| check(&pool, &tests, &responses(examinee), examinee, name)).collect();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        let mean = times.iter().sum::<f64>() / times.len() as f64;
        println!("{name}: mean {mean:.3}, median {:.3}, p95 {:.3}, p99 {:.3} ms", at(0.5), at(0.95), at(0.99));
    }
}

#[test]
#[ignore = "needs ASSEMBLY_BANKS and ASSEMBLY_GOLDEN"]
fn golden_shadow_variants() {
    let traces = golden("shadow_traces.json");
    for of_pool in list(&golden("shadow_variants.json")["pools"]) {
        let name = text(&of_pool["pool"]);
        let pool = Pool::read(name);
        let of_traces = list(&traces["pools"]).iter().find(|pool| pool["pool"] == name).expect("the pool");
        for run in list(&of_pool["runs"]) {
            let policy = list(&run["policy"]);
            let whole = |place: usize| policy[place].as_u64().expect("a number") as u32;
            let refresh = match text(&policy[0]) {
                "always" => Refresh::Always,
                "none" => Refresh::Never,
                "set" => Refresh::Stimulus,
                "interval" => Refresh::Every(whole(1)),
                "threshold" => Refresh::Threshold(number(&policy[1])),
                "interval-threshold" => Refresh::EveryAndThreshold(whole(1), number(&policy[2])),
                "position" => Refresh::Positions(list(&policy[1]).iter().map(|place| number(place) as u32).collect()),
                other => panic!("{other}"),
            };
            let order = run["variant"] == "order rows on";
            let tests = ShadowTests::new(blueprint(&pool, order), refresh).expect("a blueprint");
            let examinee = list(&of_traces["examinees"]).iter().find(|other| other["examinee"] == run["examinee"]);
            check(&pool, &tests, &responses(examinee.expect("the examinee")), run, text(&run["variant"]));
        }
    }
}

/// The generator mulberry32.
fn mulberry32(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x6D2B_79F5);
        let mut t = (state ^ (state >> 15)).wrapping_mul(state | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        f64::from(t ^ (t >> 14)) / 4_294_967_296.0
    }
}

#[test]
#[ignore = "needs ASSEMBLY_BANKS and ASSEMBLY_GOLDEN"]
fn golden_shadow_tests_with_eligibility() {
    let file = golden("shadow_exposure.json");
    let pool = Pool::read(text(&file["pool"]));
    let numbers = |field: &str| list(&file[field]).iter().map(number).collect::<Vec<f64>>();
    let settings = EligibilitySettings {
        cuts: numbers("segment_cuts"),
        maximum_rates: numbers("max_exposure_rate"),
        fading: number(&file["fading_factor"]),
        acceleration: number(&file["acceleration_factor"]),
    };
    let tests = ShadowTests::new(blueprint(&pool, false), Refresh::Always).expect("a blueprint");
    let mut statistics = EligibilityStatistics::new(3, 95);
    for examinee in list(&file["examinees"]) {
        let seed = number(&file["seed"]) as u32 + number(&examinee["examinee"]) as u32;
        let eligible = statistics.draw(mulberry32(seed));
        let responses = responses(examinee);
        let (mut state, mut solver) = (ShadowState::default(), tests.solver());
        let (mut theta, mut answers, mut segments, mut feasible) = (0.0, Vec::new(), Vec::new(), Vec::new());
        loop {
            let segment = settings.segment(theta);
            let ineligible: Vec<usize> = (0..95).filter(|item| !eligible[segment][*item]).collect();
            let step = tests.next(&mut state, &mut solver, &pool.information(theta), 0.0, &ineligible).expect("a test");
            let Some(step) = step else { break };
            segments.push(segment);
            feasible.push(matches!(step.answer, ShadowAnswer::Assembled { .. }));
            answers.push(responses[step.item]);
            theta = pool.eap(state.given(), &answers).0;
        }
        let items: Vec<usize> = state.given().iter().map(|item| item + 1).collect();
        assert_eq!(serde_json::to_value(items).expect("JSON"), examinee["items"], "{}", examinee["examinee"]);
        assert_eq!(serde_json::to_value(&feasible).expect("JSON"), examinee["feasible_by_position"]);
        let final_segment = settings.segment(theta);
        let sitting = Sitting {
            items: state.given(),
            segments: &segments,
            feasible: &feasible,
            final_segment,
            eligible: &eligible,
        };
        statistics.count(&settings, &sitting).expect("a sitting");
    }
    let close = |found: &[f64], expected: &Value| {
        found.iter().zip(list(expected)).all(|(found, expected)| (found - number(expected)).abs() < 1e-9)
    };
    assert!(close(&statistics.n, &file["final"]["n"]) && close(&statistics.phi, &file["final"]["phi"]));
    for segment in 0..3 {
        assert!(close(&statistics.alpha[segment], &file["final"]["alpha"][segment]));
    }
}
