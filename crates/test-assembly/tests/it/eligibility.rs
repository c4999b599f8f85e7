//! The bookkeeping of eligibility.
//!
//! `eligibility_update.json` has three runs of 20 examinees, made with a script of its own and confirmed by TestDesign 1.7's
//! functions (difference 0).

use serde_json::Value;
use test_assembly::{EligibilityError, EligibilitySettings, EligibilityStatistics, Sitting};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn places(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|place| place as usize - 1).collect()
}

#[test]
fn golden_probabilities_after_each_examinee() {
    let file: Value = serde_json::from_str(include_str!("../fixtures/eligibility_update.json")).expect("JSON");
    for run in file["runs"].as_array().expect("runs") {
        let settings = EligibilitySettings {
            cuts: vec![-1.0, 1.0],
            maximum_rates: numbers(&run["max_exposure_rate"]),
            fading: run["fading_factor"].as_f64().expect("a number"),
            acceleration: run["acceleration_factor"].as_f64().expect("a number"),
        };
        let mut statistics = EligibilityStatistics::new(3, run["items"].as_u64().expect("a number") as usize);
        for examinee in run["examinees"].as_array().expect("examinees") {
            let draws: Vec<f64> = examinee["u"].as_array().expect("segments").iter().flat_map(numbers).collect();
            let mut draws = draws.into_iter();
            let eligible = statistics.draw(|| draws.next().expect("a draw"));
            let given: Vec<Vec<u8>> = eligible.iter().map(|row| row.iter().map(|is| u8::from(*is)).collect()).collect();
            assert_eq!(serde_json::to_value(given).expect("JSON"), examinee["eligible"]);
            let (items, segments) = (places(&examinee["items"]), places(&examinee["segment_by_position"]));
            let feasible: Vec<bool> = serde_json::from_value(examinee["feasible_by_position"].clone()).expect("flags");
            let final_segment = examinee["final_segment"].as_u64().expect("a number") as usize - 1;
            let sitting =
                Sitting { items: &items, segments: &segments, feasible: &feasible, final_segment, eligible: &eligible };
            assert_eq!(examinee["counted_as_feasible"], sitting.is_feasible());
            statistics.count(&settings, &sitting).expect("a sitting");
            check(&statistics, &examinee["after"]);
        }
    }
}

fn check(statistics: &EligibilityStatistics, after: &Value) {
    let close = |found: &[f64], expected: &Value| {
        let expected = numbers(expected);
        let near = found.iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-12);
        assert!(found.len() == expected.len() && near, "{found:?} instead of {expected:?}");
    };
    close(&statistics.n, &after["n"]);
    close(&statistics.phi, &after["phi"]);
    for segment in 0..3 {
        close(&statistics.alpha[segment], &after["alpha"][segment]);
        close(&statistics.rho[segment], &after["rho"][segment]);
        close(&statistics.probability[segment], &after["probability_eligible"][segment]);
    }
}

#[test]
fn a_cut_belongs_to_the_segment_below() {
    let settings =
        EligibilitySettings { cuts: vec![-1.0, 1.0], maximum_rates: vec![0.5; 3], fading: 1.0, acceleration: 1.0 };
    assert_eq!([-1.5, -1.0, 0.0, 1.0, 1.1].map(|theta| settings.segment(theta)), [0, 0, 1, 1, 2]);
    assert_eq!(settings.check(), Ok(()));
    assert_eq!(EligibilitySettings { cuts: vec![1.0, 1.0], ..settings.clone() }.check(), Err(EligibilityError::Cuts));
    let few = EligibilitySettings { maximum_rates: vec![0.5], ..settings };
    assert_eq!(few.check(), Err(EligibilityError::Rates { rates: 1, segments: 3 }));
}
