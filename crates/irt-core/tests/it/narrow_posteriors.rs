//! EAP of posteriors that lie between the nodes of the quadrature.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, FourPl, Graded, ItemBank, ItemModel, Metric, PriorKind,
    QuadratureSpec, Response, StopReason, eap,
};
use proptest::prelude::*;
use serde::Deserialize;

use crate::reference::{bank, bank_of, item_model, load, reference_spec, score};

/// Below this standard deviation the default nodes, 0.25 apart, are not enough.
const NARROW: f64 = 0.175;
const PRIORS: [PriorKind; 3] = [PriorKind::Normal, PriorKind::Uniform, PriorKind::Jeffreys];
/// Relative to the standard error, against the reference.
const TOLERANCE: f64 = 1e-10;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    label: String,
    model: String,
    #[serde(rename = "D")]
    scaling_constant: f64,
    prior: PriorCase,
    items: Vec<Vec<f64>>,
    responses: Vec<u8>,
    theta: f64,
    se: f64,
}

#[derive(Deserialize)]
struct PriorCase {
    kind: PriorKind,
    mean: Option<f64>,
    sd: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    weights: Option<Vec<f64>>,
}

impl Case {
    fn all() -> Vec<Self> {
        load::<Cases>("theta_narrow.json").cases
    }

    fn bank(&self) -> Arc<ItemBank> {
        bank_of(self.items.iter().map(|row| item_model(&self.model, row)), self.scaling_constant)
    }

    fn adapt(&self, spec: &mut CatSpec) {
        spec.prior.kind = self.prior.kind;
        (spec.prior.mean, spec.prior.sd) = (self.prior.mean, self.prior.sd);
        (spec.prior.lower, spec.prior.upper) = (self.prior.lower, self.prior.upper);
        spec.prior.weights.clone_from(&self.prior.weights);
    }

    fn design(&self) -> CatDesign {
        let mut spec = reference_spec();
        self.adapt(&mut spec);
        CatDesign::new(spec).unwrap()
    }
}

#[test]
fn narrow_posteriors_agree_with_the_reference() {
    let cases = Case::all();
    assert_eq!(cases.len(), 19);
    for case in cases {
        let found = score(&case.bank(), &case.responses, |spec| case.adapt(spec));
        assert!(case.se < NARROW, "{} is no case for this test", case.label);
        let errors = [(found.theta - case.theta) / case.se, found.se / case.se - 1.0];
        assert!(errors.iter().all(|error| error.abs() <= TOLERANCE), "{}: {found:?}, off by {errors:?}", case.label);
    }
}

#[test]
fn the_estimate_without_a_bank_is_the_same() {
    let mut checked = 0;
    for case in Case::all().into_iter().filter(|case| case.model == "4PL") {
        let rows = case.items.iter().zip(&case.responses);
        let answers =
            rows.map(|(row, category)| (FourPl::new(row[0], row[1], row[2], row[3]).unwrap(), Response(*category)));
        let found = eap(answers, Metric::new(case.scaling_constant).unwrap(), &case.design());
        let expected = score(&case.bank(), &case.responses, |spec| case.adapt(spec));
        assert!(
            (found.theta - expected.theta).abs() <= 1e-12 && (found.se - expected.se).abs() <= 1e-12,
            "{}",
            case.label
        );
        checked += 1;
    }
    assert_eq!(checked, 15);
}

/// 95 graded items, and answers at random.
fn graded() -> (Arc<ItemBank>, Vec<u8>) {
    let case = Case::all().into_iter().find(|case| case.items.len() == 95).unwrap();
    (case.bank(), case.responses)
}

#[test]
fn a_sitting_gives_the_same_bits_live_restored_replayed_and_scored() {
    let (bank, categories) = graded();
    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(95);
    let test = Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap());
    let mut live = AdaptiveEngine::start(Arc::clone(&test), 1);
    let mut narrow = 0;
    while let Some(item) = live.pending() {
        live.record(item, Response(categories[item.as_usize()])).unwrap();
        let restored = AdaptiveEngine::restore(Arc::clone(&test), live.state()).unwrap();
        let scored = test.score(live.items(), live.responses()).unwrap();
        for other in [restored.estimate(), restored.final_estimate(), live.final_estimate(), scored] {
            assert_eq!(
                [other.theta, other.se].map(f64::to_bits),
                [live.estimate().theta, live.estimate().se].map(f64::to_bits)
            );
        }
        narrow += usize::from(live.estimate().se < NARROW);
    }
    assert!(narrow > 50, "{narrow} estimates were narrow");
    let answers = live.items().iter().copied().zip(live.responses().iter().copied());
    assert_eq!(AdaptiveEngine::replay(test, 1, answers).unwrap().state(), live.state());
}

#[test]
fn a_test_whose_posterior_stands_at_a_node_does_not_stop_too_early() {
    let mut spec = CatSpec::default();
    (spec.stopping.standard_error, spec.stopping.max_items) = (Some(0.03), Some(40));
    let bank = bank(&[[8.0, 0.0, 0.0, 1.0]; 40], 1.0);
    let test = Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap());
    let mut engine = AdaptiveEngine::start(test, 1);
    while let Some(item) = engine.pending() {
        engine.record(item, Response::from_correct(engine.items().len().is_multiple_of(2))).unwrap();
    }
    // The information is 40 * 8^2 / 4 at the peak, and less beside it.
    let least = 1.0 / 640f64.sqrt();
    assert_eq!((engine.stop_reason(), engine.items().len()), (Some(StopReason::MaxItems), 40));
    assert!((least..1.05 * least).contains(&engine.final_estimate().se), "{:?}", engine.final_estimate());
}

#[test]
fn two_nodes_are_as_good_as_many() {
    let items: Vec<[f64; 4]> =
        (0..30).map(|place| [0.6 + f64::from(place % 5) / 3.0, f64::from(place) / 8.0 - 2.0, 0.2, 0.98]).collect();
    let categories: Vec<u8> = (0..30).map(|place| u8::from(place % 7 != 3 && place < 25)).collect();
    let [few, many] = [2, 4001].map(|nodes| {
        score(&bank(&items, 1.702), &categories, |spec| {
            spec.quadrature = Some(QuadratureSpec { lower: -10.0, upper: 10.0, nodes });
        })
    });
    assert!((few.theta - many.theta).abs() <= 1e-10 && (few.se - many.se).abs() <= 1e-10, "{few:?} and {many:?}");
}

#[test]
fn extreme_items_on_coarse_grids_give_sound_estimates() {
    for (a, prior) in [1e-6, 1.0, 100.0].into_iter().flat_map(|a| PRIORS.map(|prior| (a, prior))) {
        let items: Vec<[f64; 4]> = (0..12).map(|place| [a, f64::from(place % 9) - 4.0, 0.1, 1.0]).collect();
        for (nodes, modulus) in [(2, 1), (5, 2), (33, 3)] {
            let categories: Vec<u8> = (0..12).map(|place| u8::from(place % modulus == 0)).collect();
            let found = score(&bank(&items, 10.0), &categories, |spec| {
                spec.prior.kind = prior;
                spec.quadrature = Some(QuadratureSpec { lower: -20.0, upper: 20.0, nodes });
                (spec.bounds.lower, spec.bounds.upper) = (-20.0, 20.0);
            });
            let sound = found.theta.abs() <= 20.0 && 0.0 < found.se && found.se <= 20.0;
            assert!(sound, "{found:?} for {a}, {prior}, {nodes} nodes");
        }
    }
}

fn dichotomous() -> impl Strategy<Value = ItemModel> {
    (0.3..3.0, -3.0..3.0, prop_oneof![Just(0.0), 0.0..0.35])
        .prop_map(|(a, b, c)| FourPl::three_pl(a, b, c).unwrap().into())
}

fn graded_item() -> impl Strategy<Value = ItemModel> {
    (0.3..3.0, -3.0..1.0, prop::collection::vec(0.1..1.5, 1..4)).prop_map(|(a, lowest, gaps)| {
        let mut thresholds = vec![lowest];
        gaps.into_iter().for_each(|gap: f64| thresholds.push(thresholds.last().unwrap() + gap));
        Graded::new(a, &thresholds).unwrap().into()
    })
}

/// A category drawn by inverting the distribution at an ability.
fn drawn(item: &ItemModel, theta: f64, place: f64) -> u8 {
    let mut below = 0.0;
    let probabilities =
        (0..item.categories()).map(|category| item.log_likelihood(Response(category), theta, Metric::LOGISTIC).exp());
    let passed = probabilities.take_while(|probability| {
        below += probability;
        below < place
    });
    (passed.count() as u8).min(item.categories() - 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn default_nodes_agree_with_2001(items in prop::collection::vec((prop_oneof![dichotomous(), graded_item()], 0.0..1.0), 1..400),
        theta in -2.0..2.0)
    {
        let categories: Vec<u8> = items.iter().map(|(item, place)| drawn(item, theta, *place)).collect();
        let bank = bank_of(items.into_iter().map(|(item, _)| item), 1.0);
        let usual = score(&bank, &categories, |_| {});
        let fine = score(&bank, &categories, |spec| spec.quadrature = Some(QuadratureSpec { nodes: 2001, ..QuadratureSpec::default() }));
        // A sum over nodes as far apart as is allowed may be off by 1.2e-3 for a normal posterior.
        let tolerance = if usual.se < NARROW { 1e-7 } else { 5e-3 };
        let errors = [(usual.theta - fine.theta) / fine.se, usual.se / fine.se - 1.0];
        prop_assert!(errors.iter().all(|error| error.abs() <= tolerance), "{usual:?} and {fine:?}");
    }

    #[test]
    fn the_place_of_the_peak_among_the_nodes_does_not_matter(items in prop::collection::vec((0.5..3.0, -1.0..1.0), 150..300),
        shift in 0.0..0.25)
    {
        let estimate = |shift: f64| {
            let rows: Vec<[f64; 4]> = items.iter().map(|(a, b)| [*a, b + shift, 0.0, 1.0]).collect();
            let categories: Vec<u8> = (0..rows.len()).map(|place| u8::from(place % 2 == 0)).collect();
            score(&bank(&rows, 1.0), &categories, |spec| spec.prior.kind = PriorKind::Uniform)
        };
        let (here, there) = (estimate(0.0), estimate(shift));
        prop_assert!(here.se < NARROW);
        prop_assert!((there.theta - here.theta - shift).abs() <= 1e-10, "{here:?} and {there:?}");
        prop_assert!((there.se - here.se).abs() <= 1e-10, "{here:?} and {there:?}");
    }
}
