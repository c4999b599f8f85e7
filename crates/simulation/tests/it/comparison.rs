//! Several designs, taken by the same examinees.

use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, CatSpec, SelectionRule};
use simulation::{Comparison, ComparisonSummary, Examinees, InvalidComparison, Measures, Simulation};

use crate::fixtures::{ResultCollector, two_pl};

/// Three designs on one bank.
fn tests() -> Vec<(String, Arc<AdaptiveTest>)> {
    let bank = Arc::clone(two_pl(60, 1.4, |_| {}).bank());
    let test = |name: &str, alter: fn(&mut CatSpec)| {
        let mut spec = CatSpec::default();
        alter(&mut spec);
        (name.to_owned(), Arc::new(AdaptiveTest::new(Arc::clone(&bank), CatDesign::new(spec).unwrap()).unwrap()))
    };
    vec![
        test("long", |_| {}),
        test("short", |spec| spec.stopping.max_items = Some(10)),
        test("random", |spec| spec.selection.rule = SelectionRule::Random),
    ]
}

fn compare(tests: Vec<(String, Arc<AdaptiveTest>)>) -> ComparisonSummary {
    Comparison::new(tests, Examinees::normal(600, 0.0, 1.0).unwrap(), 8).unwrap().run().unwrap()
}

#[test]
fn each_design_is_measured_as_by_itself() {
    let compared = compare(tests());
    for ((name, test), design) in tests().into_iter().zip(&compared.designs) {
        let alone = Simulation::new(test, Examinees::normal(600, 0.0, 1.0).unwrap(), 8).run().unwrap();
        assert_eq!((&design.name, format!("{:?}", design.summary)), (&name, format!("{alone:?}")));
    }
}

#[test]
fn the_order_of_the_designs_changes_nothing_but_what_they_are_compared_with() {
    let (mut turned, compared) = (tests(), compare(tests()));
    turned.reverse();
    let turned = compare(turned);
    for design in &compared.designs {
        let other = turned.designs.iter().find(|other| other.name == design.name).unwrap();
        assert_eq!(format!("{:?}", design.summary), format!("{:?}", other.summary));
    }
    let (there, back) = (compared.designs[2].difference.unwrap(), turned.designs[2].difference.unwrap());
    assert_eq!((there.rmse.value, there.mean_length.value), (-back.rmse.value, -back.mean_length.value));
    assert!((there.rmse.standard_error.unwrap() - back.rmse.standard_error.unwrap()).abs() < 1e-12);
}

#[test]
fn differences_are_those_of_the_summaries() {
    let compared = compare(tests());
    let (first, others) = compared.designs.split_first().unwrap();
    assert!(first.difference.is_none() && others.len() == 2);
    for other in others {
        let (one, two, difference) = (&first.summary, &other.summary, other.difference.unwrap());
        assert!((difference.rmse.value - (two.recovery.rmse - one.recovery.rmse)).abs() < 1e-12);
        assert!((difference.bias.value - (two.recovery.bias - one.recovery.bias)).abs() < 1e-12);
        assert!((difference.mae.value - (two.recovery.mae - one.recovery.mae)).abs() < 1e-12);
        assert!((difference.mean_length.value - (two.test_length.mean - one.test_length.mean)).abs() < 1e-12);
    }
    // Half the items and items at random measure worse, by far more than chance.
    assert!(
        others
            .iter()
            .map(|other| other.difference.unwrap().rmse)
            .all(|rmse| rmse.value > 4.0 * rmse.standard_error.unwrap())
    );
}

#[test]
fn a_design_does_not_differ_from_itself() {
    let (_, test) = tests().swap_remove(0);
    let compared = compare(["one", "two"].map(|name| (name.to_owned(), Arc::clone(&test))).to_vec());
    let difference = compared.designs[1].difference.unwrap();
    for paired in [difference.bias, difference.rmse, difference.mae, difference.mean_length] {
        assert_eq!((paired.value, paired.standard_error.map(|error| error < 1e-9)), (0.0, Some(true)));
    }
}

#[test]
fn common_examinees_make_differences_more_certain_than_runs_of_their_own() {
    let compared = compare(tests());
    let bias_error = |design: usize| compared.designs[design].summary.recovery.bias_standard_error.unwrap();
    let paired = compared.designs[1].difference.unwrap().bias.standard_error.unwrap();
    assert!(paired < 0.9 * bias_error(0).hypot(bias_error(1)), "{paired}");
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let on_threads = |threads| {
        let comparison = Comparison::new(tests(), Examinees::normal(601, 0.0, 1.0).unwrap(), 8).unwrap();
        format!("{:?}", comparison.with_threads(NonZeroUsize::new(threads).unwrap()).run().unwrap())
    };
    assert!(on_threads(1) == on_threads(3));
}

#[test]
fn an_observer_receives_the_designs_of_each_examinee_in_turn() {
    let mut collector = ResultCollector::default();
    let comparison = Comparison::new(tests(), Examinees::normal(50, 0.0, 1.0).unwrap(), 8).unwrap();
    let compared = comparison.with_measures(Measures::default().with_traces(2)).run_with(&mut collector).unwrap();
    let order = collector.0.iter().map(|result| (result.index, result.design));
    assert!(order.eq((0..50).flat_map(|index| (0..3).map(move |design| (index, design)))));
    assert!(compared.designs.iter().all(|design| design.summary.traces.len() == 2));
}

#[test]
fn designs_that_cannot_be_compared_are_refused() {
    let examinees = || Examinees::normal(5, 0.0, 1.0).unwrap();
    let refused = |tests| Comparison::new(tests, examinees(), 1).unwrap_err();
    assert_eq!(refused(vec![]), InvalidComparison::NoDesign);
    let mut repeated = tests();
    repeated[2].0 = "long".to_owned();
    assert_eq!(refused(repeated), InvalidComparison::RepeatedName { name: "long".to_owned() });
    let mut other = tests();
    other.push(("other".to_owned(), two_pl(61, 1.4, |_| {})));
    assert!(matches!(refused(other), InvalidComparison::OtherBank { name, .. } if name == "other"));
    // An equal bank is accepted, the same value or not.
    let mut equal = tests();
    equal.push(("equal".to_owned(), two_pl(60, 1.4, |_| {})));
    assert!(Comparison::new(equal, examinees(), 1).is_ok());
}
