//! Saves a session as JSON in the middle of a test and continues it from there. The result is the same, bit for bit.

use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, EngineState, FourPl, Item, ItemBank, Metric, Response};

/// A bank of 40 items.
fn bank() -> Result<ItemBank, Box<dyn std::error::Error>> {
    let item = |number: u32| -> Result<Item, Box<dyn std::error::Error>> {
        let (a, b) = (0.8 + 0.1 * f64::from(number % 9), -2.0 + 0.1 * f64::from(number));
        Ok(Item::new(&format!("item-{number:02}"), FourPl::two_pl(a, b)?)?)
    };
    Ok(ItemBank::new(Metric::LOGISTIC, (0..40).map(item).collect::<Result<_, _>>()?)?)
}

/// Answers until `answered` items have been answered: every third answer is wrong.
fn answer_until(engine: &mut AdaptiveEngine, answered: usize) -> Result<(), Box<dyn std::error::Error>> {
    while engine.items().len() < answered {
        let Some(item) = engine.pending() else { break };
        let response = if engine.items().len() % 3 == 2 { Response::WRONG } else { Response::RIGHT };
        engine.record(item, response)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let test = Arc::new(AdaptiveTest::new(Arc::new(bank()?), CatDesign::default())?);

    let mut engine = AdaptiveEngine::start(Arc::clone(&test), 7);
    answer_until(&mut engine, 10)?;
    let saved = serde_json::to_string(&engine.state())?;
    println!("saved {} bytes after {} items", saved.len(), engine.items().len());

    // `restore` refuses a state of another bank or another design.
    let state: EngineState = serde_json::from_str(&saved)?;
    let mut restored = AdaptiveEngine::restore(test, state)?;
    assert_eq!(restored.pending(), engine.pending(), "the same item is pending");

    answer_until(&mut engine, usize::MAX)?;
    answer_until(&mut restored, usize::MAX)?;
    assert_eq!(restored.items(), engine.items());
    assert_eq!(restored.final_estimate().theta.to_bits(), engine.final_estimate().theta.to_bits());
    println!("final: {:?}", restored.final_estimate());
    Ok(())
}
