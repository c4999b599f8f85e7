//! Test designs that are refused, and those that are taken.

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, DesignError, Estimator, InvalidInterval, InvalidQuadrature, Metric, Prior,
    PriorKind, Quadrature, SelectionRule,
};

use crate::reference::bank;

fn design(adapt: impl FnOnce(&mut CatSpec)) -> Result<CatDesign, DesignError> {
    let mut spec = CatSpec::default();
    adapt(&mut spec);
    CatDesign::new(spec)
}

#[track_caller]
fn check(adapt: impl FnOnce(&mut CatSpec), field: &str, value: &str, code: &str) {
    let error = design(adapt).unwrap_err();
    assert_eq!((error.field, &*error.value, error.code()), (field, value, code));
    assert!(error.to_string().starts_with(&format!("{field}: {value} ")), "{error}");
}

#[test]
fn intervals_are_checked() {
    check(|spec| spec.bounds.lower = f64::NAN, "bounds.lower", "NaN", "not_finite");
    check(|spec| spec.bounds.upper = f64::INFINITY, "bounds.upper", "inf", "not_finite");
    check(|spec| spec.bounds.lower = -101.0, "bounds.lower", "-101", "theta_out_of_range");
    check(|spec| spec.bounds.lower = 4.0, "bounds.lower", "4", "lower_not_below_upper");
    check(|spec| spec.quadrature.upper = -5.0, "quadrature.lower", "-4", "lower_not_below_upper");
    check(|spec| spec.quadrature.nodes = 1, "quadrature.nodes", "1", "nodes_out_of_range");
    check(|spec| spec.quadrature.nodes = 10_002, "quadrature.nodes", "10002", "nodes_out_of_range");
    check(|spec| spec.start.theta = f64::NAN, "start.theta", "NaN", "not_finite");
    check(|spec| spec.start.theta = 4.5, "start.theta", "4.5", "start_outside_bounds");
}

#[test]
fn priors_are_checked() {
    check(|spec| spec.prior.mean = Some(f64::NAN), "prior.mean", "NaN", "not_finite");
    check(|spec| spec.prior.mean = Some(7.0), "prior.mean", "7", "prior_outside_quadrature");
    check(|spec| spec.prior.sd = Some(0.0), "prior.sd", "0", "sd_out_of_range");
    check(|spec| spec.prior.sd = Some(-1.0), "prior.sd", "-1", "sd_out_of_range");
    check(|spec| spec.prior.sd = Some(f64::INFINITY), "prior.sd", "inf", "not_finite");
    check(|spec| spec.prior.lower = Some(-1.0), "prior.lower", "-1", "unused_field");
    let uniform = |lower, upper| {
        move |spec: &mut CatSpec| {
            spec.prior.kind = PriorKind::Uniform;
            (spec.prior.lower, spec.prior.upper) = (Some(lower), Some(upper));
        }
    };
    check(uniform(2.0, 1.0), "prior.lower", "2", "lower_not_below_upper");
    check(uniform(5.0, 6.0), "prior.lower", "5", "prior_outside_bounds");
    check(uniform(0.01, 0.02), "prior.lower", "0.01", "prior_outside_quadrature");
    check(|spec| (spec.prior.kind, spec.prior.sd) = (PriorKind::Jeffreys, Some(1.0)), "prior.sd", "1", "unused_field");
}

#[test]
fn stopping_is_checked() {
    check(|spec| spec.stopping.max_items = Some(0), "stopping.max_items", "0", "max_items_out_of_range");
    check(|spec| spec.stopping.max_items = Some(10_001), "stopping.max_items", "10001", "max_items_out_of_range");
    check(|spec| spec.stopping.min_items = Some(21), "stopping.min_items", "21", "min_items_above_max_items");
    let threshold = |value| move |spec: &mut CatSpec| spec.stopping.standard_error = Some(value);
    check(threshold(0.0), "stopping.standard_error", "0", "standard_error_not_positive");
    check(threshold(f64::NAN), "stopping.standard_error", "NaN", "not_finite");
}

#[test]
fn a_bank_smaller_than_the_shortest_test_is_refused() {
    let design = design(|spec| spec.stopping.min_items = Some(3)).unwrap();
    let error = AdaptiveTest::new(bank(&[[1.0, 0.0, 0.0, 1.0]; 2], 1.0), design).unwrap_err();
    assert_eq!((error.field, error.code()), ("stopping.min_items", "min_items_above_bank"));
}

#[test]
fn absent_sections_have_their_defaults() {
    let spec: CatSpec = toml::from_str("").unwrap();
    let design = CatDesign::new(spec).unwrap();
    assert_eq!(design, CatDesign::default());
    assert_eq!((design.interim_estimator(), design.final_estimator()), (Estimator::Eap, Estimator::Eap));
    assert_eq!(*design.prior(), Prior::Normal { mean: 0.0, sd: 1.0 });
    assert_eq!((design.quadrature().node_count(), design.quadrature().spacing()), (33, 0.25));
    assert_eq!(design.stopping_rule().max_items, Some(20));
    assert_eq!(design.selection_rule(), SelectionRule::MaxInformation);
}

#[test]
fn a_design_file_is_read_and_written() {
    let text = "
        [estimator]
        interim = 'map'
        final = 'wle'
        [prior]
        kind = 'uniform'
        lower = -3
        [bounds]
        lower = -5
        upper = 5
        [quadrature]
        lower = -5
        upper = 5
        nodes = 41
        [start]
        theta = 0.5
        [selection]
        rule = 'max-information'
        [stopping]
        min_items = 5
        standard_error = 0.3
    ";
    let spec: CatSpec = toml::from_str(text).unwrap();
    let design = CatDesign::new(spec.clone()).unwrap();
    assert_eq!(design.spec(), &spec);
    assert_eq!(*design.prior(), Prior::Uniform { lower: -3.0, upper: 5.0 });
    assert_eq!((design.stopping_rule().min_items, design.stopping_rule().max_items), (5, None));
    assert_eq!(toml::from_str::<CatSpec>(&toml::to_string(&spec).unwrap()).unwrap(), spec);
    assert_eq!(serde_json::from_str::<CatSpec>(&serde_json::to_string(&spec).unwrap()).unwrap(), spec);
}

#[test]
fn unknown_names_in_a_design_file_are_refused() {
    for (text, name) in [
        ("[stoping]\nmax_items = 3", "stoping"),
        ("[stopping]\nmax_item = 3", "max_item"),
        ("[estimator]\nfinal = 'ml'", "ml"),
        ("[selection]\nrule = 'max_information'", "max_information"),
        ("[prior]\nkind = 'cauchy'", "cauchy"),
    ] {
        let error = toml::from_str::<CatSpec>(text).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn names_lead_back_to_their_values() {
    for estimator in [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle] {
        assert_eq!(Estimator::from_name(estimator.as_str()), Some(estimator));
    }
    assert_eq!(SelectionRule::from_name("max-information"), Some(SelectionRule::MaxInformation));
    assert_eq!((Estimator::from_name("ml"), SelectionRule::from_name("mfi")), (None, None));
}

#[test]
fn grids_and_metrics_are_checked_from_code_too() {
    assert_eq!(Quadrature::new(0.0, 1.0, 1), Err(InvalidQuadrature::Nodes { nodes: 1 }));
    assert_eq!(Quadrature::new(1.0, 1.0, 9), Err(InvalidQuadrature::Interval(InvalidInterval::Empty)));
    for constant in [0.0, -1.0, f64::NAN, f64::INFINITY, 11.0] {
        assert!(Metric::new(constant).is_err(), "{constant}");
    }
}
