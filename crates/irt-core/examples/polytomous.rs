//! A bank of rating items (graded response and partial credit) beside right/wrong items, and the score of a fixed form.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, FourPl, GeneralizedPartialCredit, Graded, Item, ItemBank, Metric, Response,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let items = vec![
        Item::new("essay", Graded::new(1.4, &[-1.0, 0.2, 1.3])?)?,
        Item::new("project", GeneralizedPartialCredit::new(1.1, &[-0.6, 0.5])?)?,
        Item::new("quiz", FourPl::three_pl(1.2, 0.0, 0.2)?)?,
    ];
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items)?);

    // The probabilities of the four categories of the essay at theta 0.5.
    let essay = bank.index_of("essay").ok_or("the bank has an essay")?;
    let mut probabilities = [0.0; 4];
    bank.category_probabilities(essay, 0.5, &mut probabilities);
    println!("essay at theta 0.5: {probabilities:.3?}");
    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);

    // An adaptive test of all three. A response is a category: 0, 1, 2, … up to the item's highest.
    let test = Arc::new(AdaptiveTest::new(Arc::clone(&bank), CatDesign::default())?);
    let mut engine = AdaptiveEngine::start(Arc::clone(&test), 7);
    while let Some(item) = engine.pending() {
        let highest = bank.categories(item).ok_or("an item of the bank")? - 1;
        engine.record(item, Response(highest.min(1)))?;
    }
    println!("adaptive: {:?}", engine.final_estimate());

    // The same responses as a fixed form give the same final estimate.
    let scored = test.score(engine.items(), engine.responses())?;
    assert_eq!(scored.theta.to_bits(), engine.final_estimate().theta.to_bits());
    Ok(())
}
