//! Cut scores, of the design and given.

use irt_core::{CatSpec, ClassificationKind, ClassificationSpec};
use simulation::Measures;

use crate::fixtures::{measured, two_pl};

#[test]
fn a_pass_mark_of_the_design_is_what_examinees_are_classified_by() {
    let classify = |spec: &mut CatSpec| {
        let cuts = vec![0.5];
        spec.stopping.max_items = Some(15);
        let method = ClassificationKind::Sprt;
        spec.stopping.classification = Some(ClassificationSpec { method, cuts, ..ClassificationSpec::default() });
    };
    let summary = measured(two_pl(100, 1.5, classify), 1_000, Measures::default());
    let classification = summary.classification.unwrap();
    assert_eq!(classification.cuts, [0.5]);
    assert_eq!(classification.table.iter().flatten().sum::<u64>(), 1_000);
    assert_eq!(classification.decided, summary.stop_reasons["sprt"] as f64 / 1_000.0);
    assert!(classification.correct_when_decided.unwrap() > classification.correct && classification.correct > 0.8);
    let other = Measures::default().with_cuts(vec![-1.0, 1.0]).unwrap();
    let classification = measured(two_pl(100, 1.5, classify), 200, other).classification.unwrap();
    assert_eq!((classification.cuts.len(), classification.table.len(), classification.by_cut.len()), (2, 3, 2));
}

#[test]
fn without_pass_marks_nobody_is_classified() {
    assert_eq!(measured(two_pl(20, 1.0, |_| {}), 10, Measures::default()).classification, None);
    let classify = |spec: &mut CatSpec| {
        spec.stopping.classification = Some(ClassificationSpec { cuts: vec![0.0], ..ClassificationSpec::default() });
    };
    let none = Measures::default().with_cuts(vec![]).unwrap();
    assert_eq!(measured(two_pl(20, 1.0, classify), 10, none).classification, None);
}
