//! A small simulation of one's own: examinees of known ability take the test, and the program measures the error.

use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, ItemModel, Metric, Response};

/// A small generator of random numbers. irt-core has none that a program sees: all chance comes from its arguments.
struct Random(u64);

impl Random {
    /// A number in 0..1 (SplitMix64).
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let models: Vec<FourPl> = (0..200)
        .map(|number| FourPl::three_pl(0.8 + 0.005 * f64::from(number % 160), -2.5 + 0.025 * f64::from(number), 0.2))
        .collect::<Result<_, _>>()?;
    let items = models.iter().enumerate().map(|(place, model)| Item::new(&format!("i{place}"), *model));
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?);

    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(25);
    let test = Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec)?)?);

    let mut random = Random(1);
    for theta in [-1.5, 0.0, 1.5] {
        let (mut squared, examinees) = (0.0, 200_u32);
        for seed in 0..u64::from(examinees) {
            let mut engine = AdaptiveEngine::start(Arc::clone(&test), seed);
            while let Some(item) = engine.pending() {
                let mut probabilities = [0.0; 2];
                ItemModel::from(models[item.0 as usize]).category_probabilities(
                    theta,
                    Metric::LOGISTIC,
                    &mut probabilities,
                );
                engine.record(item, Response::from_correct(random.uniform() < probabilities[1]))?;
            }
            squared += (engine.final_estimate().theta - theta).powi(2);
        }
        let rmse = (squared / f64::from(examinees)).sqrt();
        println!("theta {theta:4.1}: root mean square error {rmse:.3}");
        assert!(rmse < 0.6, "25 items of this bank measure better");
    }
    Ok(())
}
