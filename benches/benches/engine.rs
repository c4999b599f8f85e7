//! Estimates, whole exams and the making of tables, beside the straightforward way of the same.

use std::hint::black_box;
use std::sync::Arc;

use benches::measure::{medians, nanoseconds, print_head, print_row};
use benches::naive;
use benches::workload::{self, Outcome, PATTERN_LEN};
use criterion::{BatchSize, Criterion};
use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, Estimator, FourPl, Metric, Response, Step, eap};

/// Engines that stand ready for one measurement; few enough to stay in the cache.
const READY: usize = 64;
const BANK: usize = 500;

fn main() -> Outcome<()> {
    print_head("Engine: 33 nodes, 20 responses, 500 items");
    for estimator in [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle] {
        last_answer(estimator)?;
    }
    pattern()?;
    exam()?;
    for items in [500, 5_000, 50_000] {
        making(items)?;
    }
    criterion_groups()
}

/// An engine one answer short of the end, so that an answer estimates and selects nothing more.
fn before_last_answer(estimator: Estimator) -> Outcome<AdaptiveEngine> {
    let mut engine = AdaptiveEngine::start(workload::test(BANK, estimator)?, 1);
    for response in &workload::responses()?[..PATTERN_LEN - 1] {
        if let Step::Administer(item) = engine.step() {
            engine.record(item, *response)?;
        }
    }
    Ok(engine)
}

fn last_answer(estimator: Estimator) -> Outcome<()> {
    let ready = before_last_answer(estimator)?;
    let models = workload::models(BANK)?;
    let mut answered: Vec<FourPl> = ready.items().iter().map(|item| models[item.as_usize()]).collect();
    answered.extend(ready.pending().map(|item| models[item.as_usize()]));
    let responses = workload::responses()?;
    let mut fast = |times: usize| {
        let mut elapsed = 0.0;
        for round in (0..times).step_by(READY) {
            let mut engines = vec![ready.clone(); READY.min(times - round)];
            elapsed += nanoseconds(|| engines.iter_mut().for_each(answer));
            black_box(&engines);
        }
        elapsed
    };
    let mut slow = |times| repeat(times, || naive::estimate(estimator, &answered, &responses));
    print_row(&format!("{estimator} after the 20th response"), medians([&mut fast, &mut slow]));
    Ok(())
}

fn answer(engine: &mut AdaptiveEngine) {
    if let Some(item) = engine.pending() {
        let _ = black_box(engine.record(item, Response::RIGHT));
    }
}

/// A pattern of 20 responses scored at once: with tables, and from the parameters.
fn pattern() -> Outcome<()> {
    let (items, responses) = (workload::pattern_items(), workload::responses()?);
    let test = workload::test(BANK, Estimator::Eap)?;
    let models = workload::models(PATTERN_LEN)?;
    for estimator in [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle] {
        let mut fast = |times| repeat(times, || test.estimate(estimator, &items, &responses));
        let mut slow = |times| repeat(times, || naive::estimate(estimator, &models, &responses));
        print_row(&format!("{estimator} of a pattern of 20, tables there"), medians([&mut fast, &mut slow]));
    }
    let answers: Vec<_> = models.iter().copied().zip(responses.iter().copied()).collect();
    let design = CatDesign::new(workload::peer_spec())?;
    let mut fast = |times| repeat(times, || eap(answers.iter().copied(), Metric::LOGISTIC, &design));
    let mut slow = |times| repeat(times, || naive::eap(&models, &responses, 33));
    print_row("eap of a pattern of 20, from the parameters", medians([&mut fast, &mut slow]));
    Ok(())
}

fn exam() -> Outcome<()> {
    let test = workload::test(BANK, Estimator::Eap)?;
    let models = workload::models(BANK)?;
    let responses = workload::responses()?;
    let mut fast = |times| repeat(times, || sitting(&test, &responses));
    let mut slow = |times| repeat(times, || naive::exam(&models, &responses));
    print_row("an exam of 20 items from 500", medians([&mut fast, &mut slow]));
    Ok(())
}

fn sitting(test: &Arc<AdaptiveTest>, responses: &[Response]) -> f64 {
    let mut engine = AdaptiveEngine::start(Arc::clone(test), 1);
    for response in responses {
        if let Some(item) = engine.pending() {
            let _ = engine.record(item, *response);
        }
    }
    engine.final_estimate().theta
}

fn making(items: usize) -> Outcome<()> {
    let bank = workload::bank(items)?;
    let models = workload::models(items)?;
    let design = CatDesign::new(workload::peer_spec())?;
    let mut fast = |times| repeat(times, || AdaptiveTest::new(Arc::clone(&bank), design.clone()));
    let mut slow = |times| repeat(times, || naive::log_probability_table(&models, 33));
    print_row(&format!("tables and index of {items} items"), medians([&mut fast, &mut slow]));
    Ok(())
}

fn repeat<T>(times: usize, mut work: impl FnMut() -> T) -> f64 {
    nanoseconds(|| {
        for _ in 0..times {
            black_box(work());
        }
    })
}

/// The same with a history between runs.
fn criterion_groups() -> Outcome<()> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for estimator in [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle] {
        let ready = before_last_answer(estimator)?;
        criterion.bench_function(&format!("engine/last_answer/{estimator}"), |bencher| {
            bencher.iter_batched_ref(|| ready.clone(), answer, BatchSize::SmallInput);
        });
    }
    let (test, responses) = (workload::test(BANK, Estimator::Eap)?, workload::responses()?);
    criterion.bench_function("engine/exam", |bencher| bencher.iter(|| sitting(&test, &responses)));
    criterion.final_summary();
    Ok(())
}
