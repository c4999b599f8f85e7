//! The quadrature grid that follows the prior, and estimates whose posterior a grid cuts off.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, Estimate, EstimateStatus, ItemBank, ItemModel, PartialCredit, PriorKind,
    Quadrature, QuadratureSpec,
};

use crate::reference::{assert_close, bank, bank_of, score};

/// What a prior has beyond seven standard deviations counts little for a posterior half-way there.
const TOLERANCE: f64 = 1e-6;

fn normal(mean: f64, sd: f64) -> impl FnOnce(&mut CatSpec) {
    move |spec| {
        spec.quadrature = None;
        (spec.prior.mean, spec.prior.sd) = (Some(mean), Some(sd));
    }
}

fn grid(mean: f64, sd: f64) -> (f64, f64, usize) {
    let mut spec = CatSpec::default();
    normal(mean, sd)(&mut spec);
    let grid = CatDesign::new(spec).unwrap().quadrature();
    (grid.interval().lower(), grid.interval().upper(), grid.node_count())
}

/// Twenty items with a = 0.8, 0.9, … 1.6, 0.8, … and b = -2, -1.8, … 1.8.
fn twenty() -> Arc<ItemBank> {
    let item = |place: u32| [0.8 + 0.1 * f64::from(place % 9), -2.0 + 0.2 * f64::from(place), 0.0, 1.0];
    bank(&(0..20).map(item).collect::<Vec<_>>(), 1.0)
}

fn ten_rating_items() -> Arc<ItemBank> {
    let steps = |place: f64| [-1.5 + 0.25 * place, -0.5 + 0.25 * place, 0.75 + 0.2 * place];
    let items = (0..10).map(|place| ItemModel::PartialCredit(PartialCredit::new(&steps(f64::from(place))).unwrap()));
    bank_of(items, 1.0)
}

fn status(set: Option<QuadratureSpec>, category: u8, adapt: impl FnOnce(&mut CatSpec)) -> EstimateStatus {
    let change = |spec: &mut CatSpec| {
        adapt(spec);
        spec.quadrature = set;
    };
    score(&twenty(), &[category; 20], change).status
}

fn set(lower: f64, upper: f64, nodes: u32) -> Option<QuadratureSpec> {
    Some(QuadratureSpec { lower, upper, nodes })
}

#[test]
fn the_grid_covers_seven_standard_deviations_within_the_scale() {
    assert_eq!(grid(0.0, 1.0), (-7.0, 7.0, 57));
    assert_eq!(grid(0.5, 0.5), (-3.0, 4.0, 57));
    assert_eq!(grid(-1.0, 1.5), (-11.5, 9.5, 85));
    assert_eq!(grid(0.0, 2.0), (-14.0, 14.0, 113));
    assert_eq!(grid(0.0, 10.0), (-70.0, 70.0, 113));
    assert_eq!(grid(90.0, 2.0), (76.0, 100.0, 97));
    assert_eq!(grid(0.0, 1000.0), (-100.0, 100.0, 3));
}

#[test]
fn other_priors_keep_the_plain_grid() {
    for kind in [PriorKind::Uniform, PriorKind::Jeffreys] {
        let mut spec = CatSpec::default();
        spec.prior.kind = kind;
        assert_eq!(CatDesign::new(spec).unwrap().quadrature(), Quadrature::default());
    }
}

#[test]
fn bounds_do_not_limit_the_grid() {
    let mut spec = CatSpec::default();
    (spec.bounds.lower, spec.bounds.upper) = (-2.0, 2.0);
    assert_eq!(CatDesign::new(spec).unwrap().quadrature().interval().upper(), 7.0);
}

/// The integral over the mean ± 10 standard deviations, with mpmath 1.3 to 30 digits.
#[test]
fn extreme_patterns_have_the_mean_and_the_sd_of_the_whole_posterior() {
    let cases = [
        (2.0, 0, -3.849_979_827_757_037, 1.041_424_087_675_925_5),
        (2.0, 1, 3.673_060_470_970_003, 1.039_893_600_283_974_3),
        (1.0, 0, -2.483_293_959_415_474, 0.586_389_306_054_898_4),
        (1.0, 1, 2.384_616_752_495_537_7, 0.575_695_756_153_530_4),
        (0.5, 0, -1.372_797_262_453_037_8, 0.358_882_790_009_430_84),
    ];
    for (sd, category, theta, se) in cases {
        check(&score(&twenty(), &[category; 20], normal(0.0, sd)), theta, se);
    }
    let cases =
        [(0, -2.627_544_609_355_968_7, 0.733_838_831_673_035_7), (3, 3.497_364_425_275_361_7, 0.659_166_533_733_598_5)];
    for (category, theta, se) in cases {
        check(&score(&ten_rating_items(), &[category; 10], normal(0.0, 1.298)), theta, se);
    }
}

#[track_caller]
fn check(estimate: &Estimate, theta: f64, se: f64) {
    assert_close(estimate.theta, theta, TOLERANCE, "theta");
    assert_close(estimate.se, se, TOLERANCE, "SE");
    assert_eq!(estimate.status, EstimateStatus::Converged);
}

#[test]
fn an_estimate_says_that_the_grid_cuts_its_posterior_off() {
    let plain = set(-4.0, 4.0, 33);
    assert_eq!(status(plain, 0, normal(0.0, 2.0)), EstimateStatus::AtGridEnd);
    assert_eq!(status(plain, 1, normal(0.0, 2.0)), EstimateStatus::AtGridEnd);
    assert_eq!(status(plain, 0, normal(0.0, 0.5)), EstimateStatus::Converged);
    assert_eq!(status(set(-8.0, 8.0, 65), 0, normal(0.0, 1.0)), EstimateStatus::Converged);
    assert_eq!(status(plain, 0, |spec| spec.prior.kind = PriorKind::Jeffreys), EstimateStatus::AtGridEnd);
    let alternating: Vec<u8> = (0..20).map(|place| place % 2).collect();
    let middle = score(&twenty(), &alternating, |spec| spec.quadrature = plain);
    assert_eq!(middle.status, EstimateStatus::Converged);
}

/// Two nodes make every posterior a narrow one, which is integrated.
#[test]
fn so_does_an_estimate_from_between_the_nodes() {
    assert_eq!(status(set(-3.0, 3.0, 2), 0, normal(0.0, 1.0)), EstimateStatus::AtGridEnd);
    assert_eq!(status(set(-8.0, 8.0, 2), 0, normal(0.0, 1.0)), EstimateStatus::Converged);
}

#[test]
fn a_prior_that_ends_on_the_grid_is_not_cut_off() {
    let uniform = |lower: f64| {
        move |spec: &mut CatSpec| {
            spec.prior.kind = PriorKind::Uniform;
            (spec.prior.lower, spec.prior.upper) = (Some(lower), Some(4.0));
        }
    };
    assert_eq!(status(set(-4.0, 4.0, 33), 0, uniform(-4.0)), EstimateStatus::Converged);
    assert_eq!(status(set(-4.0, 4.0, 33), 0, uniform(-5.0)), EstimateStatus::AtGridEnd);
    let custom = |spec: &mut CatSpec| (spec.prior.kind, spec.prior.weights) = (PriorKind::Custom, Some(vec![1.0; 33]));
    assert_eq!(status(set(-4.0, 4.0, 33), 0, custom), EstimateStatus::Converged);
}

#[test]
fn no_responses_stay_no_responses() {
    let spec = CatSpec { quadrature: set(-0.5, 0.5, 5), ..CatSpec::default() };
    let test = AdaptiveTest::new(twenty(), CatDesign::new(spec).unwrap()).unwrap();
    assert_eq!(test.score(&[], &[]).unwrap().status, EstimateStatus::NoResponses);
}
