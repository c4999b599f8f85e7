//! The common workload: banks of random 3PL items, and one response pattern.

use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, Estimator, FourPl, Item, ItemBank, ItemIndex, Metric,
    QuadratureSpec,
};
use irt_core::{Response, SelectionRule};
use simulation::{Examinees, Simulation};

/// The default design on the grid that the peers have: 33 nodes from -4 to 4.
#[must_use]
pub fn peer_spec() -> CatSpec {
    CatSpec { quadrature: Some(QuadratureSpec::default()), ..CatSpec::default() }
}

/// The seed of the published numbers.
pub const SEED: u32 = 1;
/// How many items the fixed pattern has: the first of the bank.
pub const PATTERN_LEN: usize = 20;
/// How many items the bank of the simulation has.
pub const SIMULATED_BANK: usize = 500;
/// The ability that generated the responses.
pub const TRUE_THETA: f64 = 0.5;

/// What can go wrong in building the workload; with valid parameters, nothing.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The generator mulberry32, which exists alike in every language that the peers are written in.
#[derive(Debug, Clone)]
pub struct Mulberry32(u32);

impl Mulberry32 {
    /// The stream of a seed.
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// The next number, in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x6D2B_79F5);
        let mut word = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        word ^= word.wrapping_add((word ^ (word >> 7)).wrapping_mul(word | 61));
        f64::from(word ^ (word >> 14)) / 4_294_967_296.0
    }

    /// A nearly normal number: the sum of twelve uniform ones less 6.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// The first items of the workload's bank.
///
/// # Errors
/// None with the parameters that the generator draws.
pub fn models(items: usize) -> Outcome<Vec<FourPl>> {
    let mut random = Mulberry32::new(SEED);
    let mut draw = || {
        let a = 0.5 + 1.5 * random.uniform();
        let b = random.normal();
        FourPl::three_pl(a, b, 0.05 + 0.25 * random.uniform())
    };
    Ok((0..items).map(|_| draw()).collect::<Result<_, _>>()?)
}

/// The same as a bank.
///
/// # Errors
/// As for [`models`].
pub fn bank(items: usize) -> Outcome<Arc<ItemBank>> {
    let models = models(items)?.into_iter().enumerate();
    let items = models.map(|(place, model)| Item::new(&format!("i{place}"), model)).collect::<Result<_, _>>()?;
    Ok(Arc::new(ItemBank::new(Metric::LOGISTIC, items)?))
}

/// The responses to the first items.
///
/// # Errors
/// As for [`models`].
pub fn responses() -> Outcome<Vec<Response>> {
    let mut random = Mulberry32::new(SEED + 2);
    let is_right = |model: FourPl| random.uniform() < model.probability(TRUE_THETA, Metric::LOGISTIC);
    Ok(models(PATTERN_LEN)?.into_iter().map(is_right).map(Response::from_correct).collect())
}

/// The items of the pattern.
#[must_use]
pub fn pattern_items() -> Vec<ItemIndex> {
    (0..PATTERN_LEN as u32).map(ItemIndex).collect()
}

/// Abilities of examinees.
#[must_use]
pub fn thetas(examinees: usize) -> Vec<f64> {
    let mut random = Mulberry32::new(SEED + 1);
    (0..examinees).map(|_| random.normal()).collect()
}

/// A test of 20 items by maximum information on the first items of the bank, with this estimator throughout.
///
/// # Errors
/// As for [`models`].
pub fn test(items: usize, estimator: Estimator) -> Outcome<Arc<AdaptiveTest>> {
    let mut spec = peer_spec();
    spec.estimator.interim_estimator = estimator;
    spec.estimator.final_estimator = estimator;
    Ok(Arc::new(AdaptiveTest::new(bank(items)?, CatDesign::new(spec)?)?))
}

/// A simulation on one thread: examinees of the workload take the test of 20 items from the first items of the bank.
///
/// # Errors
/// As for [`models`].
pub fn simulation(items: usize, examinees: usize, estimator: Estimator) -> Outcome<Simulation> {
    let examinees = Examinees::given(thetas(examinees))?;
    Ok(Simulation::new(test(items, estimator)?, examinees, u64::from(SEED)).with_threads(NonZeroUsize::MIN))
}

/// A session one answer short of choosing the item after the pattern by the expected variance of the posterior.
///
/// # Errors
/// As for [`models`].
pub fn before_expected_variance(items: usize) -> Outcome<AdaptiveEngine> {
    let mut spec = peer_spec();
    spec.selection.rule = SelectionRule::Mepv;
    spec.stopping.max_items = Some(PATTERN_LEN as u32 + 1);
    let test = AdaptiveTest::new(bank(items)?, CatDesign::new(spec)?)?;
    let mut engine = AdaptiveEngine::start(Arc::new(test), 1);
    for response in &responses()?[..PATTERN_LEN - 1] {
        if let Some(item) = engine.pending() {
            engine.record(item, *response)?;
        }
    }
    Ok(engine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use irt_core::Step;

    fn assert_close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
    }

    #[test]
    fn items_and_responses_are_those_published() {
        let first = models(1).unwrap()[0];
        assert_close(first.a(), 1.440_610_91, 5e-9);
        assert_close(first.b(), 0.597_910_06, 5e-9);
        assert_close(first.c(), 0.150_936_19, 5e-9);
        let text: String = responses().unwrap().iter().map(|response| response.0.to_string()).collect();
        assert_eq!(text, "01110111111111010011");
    }

    #[test]
    fn estimates_are_those_published() {
        for (estimator, theta, se) in [
            (Estimator::Mle, 0.910_370, 0.560_633),
            (Estimator::Map, 0.706_850, 0.483_372),
            (Estimator::Eap, 0.696_252, 0.485_901),
        ] {
            let grid = QuadratureSpec { nodes: 2001, ..QuadratureSpec::default() };
            let spec = CatSpec { quadrature: Some(grid), ..CatSpec::default() };
            let test = AdaptiveTest::new(bank(PATTERN_LEN).unwrap(), CatDesign::new(spec).unwrap()).unwrap();
            let estimate = test.estimate(estimator, &pattern_items(), &responses().unwrap()).unwrap();
            assert_close(estimate.theta, theta, 3e-6);
            assert_close(estimate.se, se, 3e-6);
        }
    }

    #[test]
    fn most_informative_items_are_those_published() {
        for (items, best) in [(500, 46), (5_000, 2_182), (50_000, 12_291)] {
            let excluded = pattern_items();
            let models = models(items).unwrap();
            let chosen = crate::naive::most_informative(&models, 0.3, |place| place < PATTERN_LEN);
            assert_eq!((chosen, excluded.len()), (Some(best), PATTERN_LEN));
        }
    }

    #[test]
    fn an_exam_has_twenty_items() {
        let mut engine = AdaptiveEngine::start(test(500, Estimator::Eap).unwrap(), 1);
        while let Step::Administer(item) = engine.step() {
            engine.record(item, Response::RIGHT).unwrap();
        }
        assert_eq!(engine.items().len(), PATTERN_LEN);
    }

    #[test]
    fn both_ways_of_least_expected_variance_choose_the_same_item() {
        let mut engine = before_expected_variance(500).unwrap();
        engine.record(engine.pending().unwrap(), responses().unwrap()[PATTERN_LEN - 1]).unwrap();
        let answered: Vec<usize> = engine.items().iter().map(|item| item.as_usize()).collect();
        let models = models(500).unwrap();
        let naive = crate::naive::least_expected_variance(&models, &answered, engine.responses(), 33);
        assert_eq!(engine.pending().map(ItemIndex::as_usize), naive);
    }
}
