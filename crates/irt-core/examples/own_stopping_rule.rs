//! Stops a test by a rule of one's own: when the last three answers have hardly moved the estimate.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, Metric, Response, StopReason,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let item = |number: u32| -> Result<Item, Box<dyn std::error::Error>> {
        Ok(Item::new(&format!("item-{number}"), FourPl::two_pl(1.3, -2.5 + 0.05 * f64::from(number))?)?)
    };
    let items = (0..100).map(item).collect::<Result<Vec<_>, _>>()?;
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items)?);

    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(60);
    let design = CatDesign::new(spec)?;

    // The closure sees the estimate before and after the last answer. It may keep nothing: the same answers must give the
    // same test.
    let test = AdaptiveTest::new(bank, design)?.with_stopping(|context| {
        let moved = context.previous.map(|(theta, _)| (context.theta - theta).abs());
        context.answered >= 8 && moved.is_some_and(|moved| moved < 0.1)
    });

    let mut engine = AdaptiveEngine::start(Arc::new(test), 7);
    while let Some(item) = engine.pending() {
        let response = if engine.items().len().is_multiple_of(2) { Response::RIGHT } else { Response::WRONG };
        engine.record(item, response)?;
    }
    assert_eq!(engine.stop_reason(), Some(StopReason::Custom));
    println!("stopped after {} items: {:?}", engine.items().len(), engine.final_estimate());
    Ok(())
}
