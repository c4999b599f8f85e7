//! Reads an item bank from a CSV file, checks a design, and runs a test of five items.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, ItemBank, Metric, Response};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bank.csv");
    let bank = Arc::new(ItemBank::from_csv(File::open(path)?, Metric::LOGISTIC)?);

    // A design starts as a plain value. `CatDesign::new` checks it and names the field that is faulty.
    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(5);
    let test = Arc::new(AdaptiveTest::new(Arc::clone(&bank), CatDesign::new(spec)?)?);

    let mut engine = AdaptiveEngine::start(test, 7);
    let right = [true, true, false, true, false];
    for is_right in right {
        let Some(item) = engine.pending() else { break };
        let id = bank.id(item).map(ToString::to_string).unwrap_or_default();
        engine.record(item, Response::from_correct(is_right))?;
        let estimate = engine.estimate();
        println!(
            "{id:8} {:5} theta {:6.3}, se {:.3}",
            if is_right { "right" } else { "wrong" },
            estimate.theta,
            estimate.se
        );
    }
    assert_eq!(engine.pending(), None, "the test is over after five items");
    println!("final: {:?}", engine.final_estimate());
    Ok(())
}
