//! Small tests to simulate, and an observer that keeps everything.

use std::convert::Infallible;
use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, Metric};
use simulation::{ExamineeResult, Examinees, Measures, Observer, Simulation, SimulationSummary};

/// A test on 2PL items with difficulties from -3 to 3, its design altered from the default.
pub fn two_pl(items: u32, a: f64, alter: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let step = 6.0 / f64::from(items.max(2) - 1);
    let item = |i| Item::new(&format!("q{i}"), FourPl::two_pl(a, f64::from(i) * step - 3.0).unwrap()).unwrap();
    let bank = ItemBank::new(Metric::LOGISTIC, (0..items).map(item).collect()).unwrap();
    let mut spec = CatSpec::default();
    alter(&mut spec);
    Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::new(spec).unwrap()).unwrap())
}

/// The summary of a number of examinees with standard normal abilities.
pub fn measured(test: Arc<AdaptiveTest>, examinees: u64, measures: Measures) -> SimulationSummary {
    let examinees = Examinees::normal(examinees, 0.0, 1.0).unwrap();
    Simulation::new(test, examinees, 4).with_measures(measures).run().unwrap()
}

/// An observer that keeps every result.
#[derive(Default)]
pub struct ResultCollector(pub Vec<ExamineeResult>);

impl Observer for ResultCollector {
    type Error = Infallible;

    fn examinee_result(&mut self, result: &ExamineeResult) -> Result<(), Infallible> {
        self.0.push(result.clone());
        Ok(())
    }
}
