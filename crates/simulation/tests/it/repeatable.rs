//! The result depends on the test, the examinees and the seed alone.

use std::num::NonZeroUsize;

use simulation::{ExamineeResult, Examinees, Simulation, SimulationSummary};

use crate::fixtures::{ResultCollector, two_pl};

fn on_threads(threads: usize, seed: u64, count: u64) -> (SimulationSummary, Vec<ExamineeResult>) {
    let test = two_pl(60, 1.4, |spec| {
        spec.stopping.standard_error = Some(0.4);
        spec.stopping.max_items = Some(30);
    });
    let examinees = Examinees::normal(count, 0.2, 1.1).unwrap();
    let simulation = Simulation::new(test, examinees, seed).with_threads(NonZeroUsize::new(threads).unwrap());
    let mut collector = ResultCollector::default();
    (simulation.run_with(&mut collector).unwrap(), collector.0)
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    // More examinees than a batch of two threads has, and not a multiple of any batch.
    let (summary, results) = on_threads(1, 11, 1_503);
    for threads in [2, 7] {
        let (other_summary, other_results) = on_threads(threads, 11, 1_503);
        assert_eq!(format!("{summary:?}"), format!("{other_summary:?}"), "{threads} threads");
        assert_eq!(results, other_results, "{threads} threads");
    }
}

#[test]
fn results_come_once_each_and_in_order() {
    let (summary, results) = on_threads(3, 5, 1_001);
    assert!(results.iter().map(|result| result.index).eq(0..1_001));
    assert_eq!(summary.examinees, 1_001);
}

#[test]
fn another_seed_gives_other_examinees_and_answers() {
    let ((_, one), (_, two)) = (on_threads(2, 1, 50), on_threads(2, 2, 50));
    assert!(one.iter().zip(&two).all(|(one, two)| one.true_theta != two.true_theta));
}

#[test]
fn the_first_examinees_of_many_are_those_of_few() {
    let ((_, few), (_, many)) = (on_threads(2, 1, 40), on_threads(2, 1, 400));
    assert_eq!(few, many[..40]);
}

#[test]
fn an_examinee_gives_an_item_the_same_answer_under_every_design() {
    let examinees = Examinees::normal(100, 0.0, 1.0).unwrap();
    let results = |start: f64| {
        let test = two_pl(40, 1.2, |spec| spec.start.theta = start);
        let mut collector = ResultCollector::default();
        Simulation::new(test, examinees.clone(), 3).run_with(&mut collector).unwrap();
        collector.0
    };
    let mut compared = 0;
    for (one, two) in results(-1.5).iter().zip(&results(1.5)) {
        for (item, response) in one.items.iter().zip(&one.responses) {
            if let Some(place) = two.items.iter().position(|other| other == item) {
                assert_eq!(*response, two.responses[place], "examinee {}, item {item}", one.index);
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
}
