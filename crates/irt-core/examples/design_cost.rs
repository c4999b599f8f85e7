//! What designs cost on a bank: the estimate beside what it takes here.
//!
//! `cargo run --release -p irt-core --example design_cost -- [ITEMS] [NODES] [ANSWERS]`

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, DesignCost, Estimator, FourPl, Item, ItemBank, Metric,
    QuadratureSpec, Response, SelectionRule,
};

/// How long a step is repeated. The least time counts, which other work on the machine disturbs least.
const REPEATED: Duration = Duration::from_millis(100);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let (items, nodes, answers) = (number(5_000)?, number(57)?, number(19)?);
    let bank = bank(items)?;
    println!("{items} items, {nodes} nodes, step after {answers} answers\n");
    println!("{:<32}{:>12}{:>12}{:>8}{:>14}{:>14}", "design", "estimated", "measured", "ratio", "tables est.", "made");
    let with_eap = SelectionRule::ALL.iter().map(|rule| (*rule, Estimator::Eap));
    let of_mei = Estimator::ALL.iter().skip(1).map(|estimator| (SelectionRule::Mei, *estimator));
    for (rule, estimator) in with_eap.chain(of_mei) {
        print_row(&bank, design(rule, estimator, nodes)?, answers)?;
    }
    Ok(())
}

fn design(rule: SelectionRule, estimator: Estimator, nodes: u32) -> Result<CatDesign, Box<dyn Error>> {
    let mut spec = CatSpec::default();
    spec.selection.rule = rule;
    spec.estimator.interim_estimator = estimator;
    spec.estimator.final_estimator = estimator;
    spec.quadrature = Some(QuadratureSpec { lower: -7.0, upper: 7.0, nodes });
    spec.stopping.max_items = Some(1_000);
    Ok(CatDesign::new(spec)?)
}

fn print_row(bank: &Arc<ItemBank>, design: CatDesign, answers: u32) -> Result<(), Box<dyn Error>> {
    let name = format!("{} {}", design.spec().selection.rule, design.interim_estimator());
    let cost = DesignCost::new(bank, &design);
    let started = Instant::now();
    let test = Arc::new(AdaptiveTest::new(Arc::clone(bank), design)?);
    let made = started.elapsed();
    let estimated = cost.step_after(answers as usize + 1);
    let measured = step(&test, answers)?;
    let ratio = estimated.as_secs_f64() / measured.as_secs_f64();
    println!("{name:<32}{estimated:>12.1?}{measured:>12.1?}{ratio:>8.2}{:>14.1?}{made:>14.1?}", cost.preparation());
    Ok(())
}

/// How long an answer takes after this number of them, whose items are the first of the bank.
fn step(test: &Arc<AdaptiveTest>, answers: u32) -> Result<Duration, Box<dyn Error>> {
    let given = (0..answers).map(|item| (irt_core::ItemIndex(item), Response(u8::from(item % 3 > 0))));
    let engine = AdaptiveEngine::follow(Arc::clone(test), 1, given)?;
    let Some(pending) = engine.pending() else { return Err("the test is over".into()) };
    let (mut least, mut spent) = (Duration::MAX, Duration::ZERO);
    while spent < REPEATED {
        let mut engine = engine.clone();
        let started = Instant::now();
        engine.record(pending, Response::RIGHT)?;
        let took = started.elapsed();
        (least, spent) = (least.min(took), spent + took);
    }
    Ok(least)
}

/// Items of the three-parameter model.
fn bank(items: u32) -> Result<Arc<ItemBank>, Box<dyn Error>> {
    let mut state = 1_u64;
    let mut unit = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24)
    };
    let items = (0..items).map(|number| {
        let (a, b, c) = (0.5 + 1.5 * unit(), (0..12).map(|_| unit()).sum::<f64>() - 6.0, 0.05 + 0.25 * unit());
        Ok::<_, Box<dyn Error>>(Item::new(&format!("q{number}"), FourPl::three_pl(a, b, c)?)?)
    });
    Ok(Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?))
}
