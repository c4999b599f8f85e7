//! Tests taken with answers that have been given.

use std::num::NonZeroUsize;

use irt_core::{ItemIndex, PatternError, Response, StopReason};
use simulation::{ExamineeResult, Examinees, InvalidAnswers, Measures, PostHoc, Simulation};

use crate::fixtures::{ResultCollector, two_pl};

const BANK: u32 = 40;

/// The answers of simulated examinees to the whole bank.
fn whole_bank(examinees: u64) -> Vec<ExamineeResult> {
    let test = two_pl(BANK, 1.4, |spec| spec.stopping.max_items = Some(BANK));
    let mut collector = ResultCollector::default();
    let simulation = Simulation::new(test, Examinees::normal(examinees, 0.0, 1.0).unwrap(), 3);
    simulation.run_with(&mut collector).unwrap();
    collector.0
}

fn post_hoc(max_items: u32, answers: &[ExamineeResult]) -> PostHoc {
    let mut post_hoc = PostHoc::new(two_pl(BANK, 1.4, |spec| spec.stopping.max_items = Some(max_items)), 3);
    for result in answers {
        post_hoc.push(&result.items, &result.responses).unwrap();
    }
    post_hoc
}

#[test]
fn the_answers_of_a_simulation_give_its_tests_again() {
    let test = two_pl(BANK, 1.4, |spec| spec.stopping.max_items = Some(12));
    let (mut simulated, mut replayed) = (ResultCollector::default(), ResultCollector::default());
    Simulation::new(test, Examinees::normal(200, 0.0, 1.0).unwrap(), 3).run_with(&mut simulated).unwrap();
    post_hoc(12, &whole_bank(200)).run_with(&mut replayed).unwrap();
    for (one, other) in simulated.0.iter().zip(&replayed.0) {
        assert_eq!((&one.items, &one.responses, one.estimate), (&other.items, &other.responses, other.estimate));
    }
    assert_eq!(replayed.0.len(), 200);
}

#[test]
fn the_estimate_from_all_answers_counts_as_the_true_ability() {
    let answers = whole_bank(300);
    let whole = post_hoc(BANK, &answers).run().unwrap().unwrap();
    assert!(whole.recovery.rmse < 1e-9, "{:?}", whole.recovery);
    let half = post_hoc(BANK / 2, &answers).run().unwrap().unwrap();
    assert!(0.05 < half.recovery.rmse && half.recovery.rmse < 0.25, "{:?}", half.recovery);
    assert_eq!((half.examinees, half.test_length.mean), (300, 20.0));
}

#[test]
fn items_without_an_answer_are_not_shown() {
    let mut post_hoc = PostHoc::new(two_pl(BANK, 1.4, |spec| spec.stopping.max_items = Some(12)), 1);
    let even: Vec<ItemIndex> = (0..BANK).filter(|item| item % 2 == 0).map(ItemIndex).collect();
    post_hoc.push(&even, &vec![Response::RIGHT; even.len()]).unwrap();
    post_hoc.push(&even[..5], &[Response::WRONG; 5]).unwrap();
    let mut collector = ResultCollector::default();
    let summary = post_hoc.run_with(&mut collector).unwrap().unwrap();
    assert!(collector.0.iter().flat_map(|result| &result.items).all(|item| even.contains(item)));
    assert_eq!((collector.0[0].items.len(), collector.0[0].stop_reason), (12, StopReason::MaxItems));
    assert_eq!((collector.0[1].items.len(), collector.0[1].stop_reason), (5, StopReason::BankExhausted));
    assert_eq!(
        summary.exposure.never_used,
        BANK as usize - summary.items.iter().filter(|i| i.administered > 0).count()
    );
}

#[test]
fn neither_threads_nor_traces_change_the_result() {
    let answers = whole_bank(100);
    let one = post_hoc(10, &answers).with_threads(NonZeroUsize::MIN).run().unwrap().unwrap();
    let traced = post_hoc(10, &answers).with_measures(Measures::default().with_traces(2)).run().unwrap().unwrap();
    assert_eq!((traced.traces.len(), traced.traces[0].trace.len()), (2, 10));
    assert_eq!(format!("{one:?}"), format!("{:?}", simulation::SimulationSummary { traces: vec![], ..traced }));
}

#[test]
fn bad_answers_are_refused() {
    let mut post_hoc = post_hoc(10, &[]);
    assert_eq!(post_hoc.run().unwrap(), None);
    assert_eq!(post_hoc.push(&[], &[]), Err(InvalidAnswers::None));
    let unknown = post_hoc.push(&[ItemIndex(BANK)], &[Response::RIGHT]);
    assert!(matches!(unknown, Err(InvalidAnswers::Pattern(PatternError::UnknownItem { .. }))), "{unknown:?}");
    assert!(post_hoc.push(&[ItemIndex(0)], &[Response(2)]).is_err() && post_hoc.push(&[ItemIndex(0)], &[]).is_err());
}
