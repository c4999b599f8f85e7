//! Test designs that are refused, and those that are taken.

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, ClassificationKind, ClassificationSpec, DesignError, Estimator, InformationKind,
    InvalidInterval, InvalidQuadrature, Metric, PretestSpec, Prior, PriorKind, Quadrature, QuadratureSpec,
    SelectionRule, StopReason, StrataSpec,
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

/// States and exam types stored before the section existed stay what they are.
#[test]
fn a_reporting_scale_changes_no_session_and_a_design_without_one_has_no_trace_of_it() {
    let plain = design(|_| ()).unwrap();
    assert!(!serde_json::to_string(plain.spec()).unwrap().contains("reporting"));
    let scaled =
        design(|spec| spec.reporting = Some(toml::from_str("name = 'T'\nmean = 50\nsd = 10").unwrap())).unwrap();
    assert_eq!(scaled.reporting().unwrap().score(1.0), 60.0);
    let bank = bank(&[[1.0, 0.0, 0.0, 1.0], [1.2, 0.5, 0.0, 1.0]], 1.0);
    let state = |design: &CatDesign| {
        let test = AdaptiveTest::new(bank.clone(), design.clone()).unwrap();
        irt_core::AdaptiveEngine::start(test.into(), 1).state()
    };
    assert_eq!(state(&plain), state(&scaled), "fingerprints included");
    let text = serde_json::to_string(scaled.spec()).unwrap();
    assert_eq!(&serde_json::from_str::<CatSpec>(&text).unwrap(), scaled.spec());
    check(
        |spec| spec.reporting = toml::from_str("name = ''\nmean = 50\nsd = 10").ok(),
        "reporting.name",
        "\"\"",
        "not_a_name",
    );
}

#[test]
fn intervals_are_checked() {
    check(|spec| spec.bounds.lower = f64::NAN, "bounds.lower", "NaN", "not_finite");
    check(|spec| spec.bounds.upper = f64::INFINITY, "bounds.upper", "inf", "not_finite");
    check(|spec| spec.bounds.lower = -101.0, "bounds.lower", "-101", "theta_out_of_range");
    check(|spec| spec.bounds.lower = 4.0, "bounds.lower", "4", "lower_not_below_upper");
    let grid =
        |lower, upper, nodes| move |spec: &mut CatSpec| spec.quadrature = Some(QuadratureSpec { lower, upper, nodes });
    check(grid(-4.0, -5.0, 33), "quadrature.lower", "-4", "lower_not_below_upper");
    check(grid(-4.0, 4.0, 1), "quadrature.nodes", "1", "nodes_out_of_range");
    check(grid(-4.0, 4.0, 10_002), "quadrature.nodes", "10002", "nodes_out_of_range");
    check(|spec| spec.start.theta = f64::NAN, "start.theta", "NaN", "not_finite");
    check(|spec| spec.start.theta = 4.5, "start.theta", "4.5", "start_outside_bounds");
}

#[test]
fn priors_are_checked() {
    check(|spec| spec.prior.mean = Some(f64::NAN), "prior.mean", "NaN", "not_finite");
    let off_grid =
        |spec: &mut CatSpec| (spec.prior.mean, spec.quadrature) = (Some(7.0), Some(QuadratureSpec::default()));
    check(off_grid, "prior.mean", "7", "prior_outside_quadrature");
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
fn every_stopping_rule_is_checked() {
    check(|spec| spec.stopping.theta_change = Some(0.0), "stopping.theta_change", "0", "not_positive");
    let change = "stopping.standard_error_change";
    check(|spec| spec.stopping.standard_error_change = Some(-1.0), change, "-1", "not_positive");
    check(|spec| spec.stopping.minimum_information = Some(0.0), "stopping.minimum_information", "0", "not_positive");
    check(|spec| spec.stopping.time_budget = Some(f64::INFINITY), "stopping.time_budget", "inf", "not_finite");
    check(|spec| spec.stopping.time_budget = Some(1e9), "stopping.time_budget", "1000000000", "not_between");
    let classified = |adapt: fn(&mut ClassificationSpec)| {
        move |spec: &mut CatSpec| {
            let mut classification = ClassificationSpec { cuts: vec![0.0], ..ClassificationSpec::default() };
            adapt(&mut classification);
            spec.stopping.classification = Some(classification);
        }
    };
    let field = |name: &str| format!("stopping.classification.{name}");
    check(classified(|spec| spec.cuts.clear()), &field("cuts"), "[]", "empty");
    check(classified(|spec| spec.cuts = vec![1.0, 0.0]), &field("cuts"), "1", "lower_not_below_upper");
    check(classified(|spec| spec.confidence = Some(1.0)), &field("confidence"), "1", "not_between");
    check(classified(|spec| spec.alpha = Some(0.1)), &field("alpha"), "0.1", "unused_by_method");
    let sprt = classified(|spec| (spec.method, spec.alpha) = (ClassificationKind::Sprt, Some(0.5)));
    check(sprt, &field("alpha"), "0.5", "not_between");
    let glr = classified(|spec| (spec.method, spec.half_width) = (ClassificationKind::Glr, Some(f64::NAN)));
    check(glr, &field("half_width"), "NaN", "not_finite");
}

#[test]
fn selection_and_exposure_are_checked() {
    let spec_of = |rule| move |spec: &mut CatSpec| spec.selection.rule = rule;
    assert!(design(spec_of(SelectionRule::Progressive)).is_ok());
    let field = "selection.acceleration";
    check(|spec| spec.selection.acceleration = Some(1.0), field, "1", "unused_by_rule");
    let negative = |spec: &mut CatSpec| {
        (spec.selection.rule, spec.selection.acceleration) = (SelectionRule::Proportional, Some(-1.0));
    };
    check(negative, field, "-1", "not_between");
    let fisher = |spec: &mut CatSpec| spec.selection.information = Some(InformationKind::Fisher);
    check(fisher, "selection.information", "fisher", "unused_by_rule");
    check(|spec| spec.exposure.randomesque = Some(0), "exposure.randomesque", "0", "not_between");
    let random = |spec: &mut CatSpec| {
        (spec.selection.rule, spec.exposure.randomesque) = (SelectionRule::Random, Some(5));
    };
    check(random, "exposure.randomesque", "5", "unused_by_rule");
    check(|spec| spec.exposure.maximum_rate = Some(0.0), "exposure.maximum_rate", "0", "not_between");
    let parameter = |spec: &mut CatSpec| spec.exposure.sympson_hetter = [("q".to_owned(), 1.5)].into();
    check(parameter, "exposure.sympson_hetter", "1.5", "not_a_probability");
    check(|spec| spec.start.thetas = vec![0.0, 9.0], "start.thetas", "9", "start_outside_bounds");
}

#[test]
fn content_is_checked() {
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let targets = |share: f64| move |spec: &mut CatSpec| spec.content.targets = [("algebra".to_owned(), share)].into();
    check(targets(0.5), "content.targets", "0.5", "shares_do_not_sum_to_one");
    check(targets(-0.5), "content.targets", "-0.5", "not_a_probability");
    check(|spec| spec.content.enemies = vec![set(&["q1"])], "content.enemies", "q1", "set_too_small");
    check(|spec| spec.content.excluded = set(&["q1", "q1"]), "content.excluded", "q1", "repeated_item");
    let overlapping = |spec: &mut CatSpec| spec.content.testlets = vec![set(&["q1", "q2"]), set(&["q2", "q3"])];
    check(overlapping, "content.testlets", "q2", "repeated_item");
    let strata =
        |count| move |spec: &mut CatSpec| spec.content.strata = Some(StrataSpec { count, block_by_difficulty: false });
    check(strata(1), "content.strata.count", "1", "strata_out_of_range");
    let endless = |spec: &mut CatSpec| {
        strata(3)(spec);
        spec.stopping.standard_error = Some(0.3);
    };
    check(endless, "content.strata.count", "3", "needs_max_items");
    let pretest = |positions: &'static [u32]| {
        move |spec: &mut CatSpec| {
            spec.content.pretest = Some(PretestSpec { items: vec!["q1".to_owned()], positions: positions.to_vec() });
        }
    };
    let field = "content.pretest.positions";
    check(pretest(&[]), field, "[]", "empty");
    check(pretest(&[0]), field, "[0]", "positions_not_ascending");
    check(pretest(&[21]), field, "[21]", "positions_not_ascending");
    check(pretest(&[3, 5]), field, "2", "too_few_pretest_items");
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
    assert_eq!((design.quadrature().node_count(), design.quadrature().spacing()), (57, 0.25));
    assert_eq!(design.stopping_rule().max_items, Some(20));
    assert_eq!(design.selection_rule(), SelectionRule::MaxInformation);
}

#[test]
fn a_resolved_design_has_the_values_of_priors_and_classification() {
    let mut spec = CatSpec { quadrature: Some(QuadratureSpec::default()), ..CatSpec::default() };
    spec.prior.kind = PriorKind::Uniform;
    spec.bounds.upper = 3.0;
    spec.stopping.classification = Some(ClassificationSpec {
        method: ClassificationKind::Sprt,
        cuts: vec![-0.5, 0.5],
        ..ClassificationSpec::default()
    });
    let resolved = CatDesign::new(spec.clone()).unwrap().resolved_spec();
    assert_eq!((resolved.prior.lower, resolved.prior.upper), (Some(-4.0), Some(3.0)));
    let stopping = resolved.stopping.classification.clone().unwrap();
    assert_eq!((stopping.half_width, stopping.alpha, stopping.beta), (Some(0.2), Some(0.05), Some(0.05)));
    assert_eq!(CatDesign::new(resolved.clone()).unwrap().resolved_spec(), resolved);
    spec.stopping.classification = Some(ClassificationSpec { cuts: vec![0.0], ..ClassificationSpec::default() });
    let resolved = CatDesign::new(spec).unwrap().resolved_spec();
    assert_eq!(resolved.stopping.classification.unwrap().confidence, Some(0.95));
}

#[test]
fn a_quadrature_section_without_a_key_sets_no_grid() {
    let read = |text: &str| toml::from_str::<CatSpec>(text).unwrap().quadrature;
    assert_eq!(read("[quadrature]\n"), None);
    assert_eq!(read("[quadrature]\nnodes = 65\n"), Some(QuadratureSpec { nodes: 65, ..QuadratureSpec::default() }));
    assert!(toml::from_str::<CatSpec>("[quadrature]\nnode = 65\n").is_err());
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
    for rule in SelectionRule::ALL {
        assert_eq!(SelectionRule::from_name(rule.as_str()), Some(*rule));
        assert_eq!(serde_json::to_string(rule).unwrap(), format!("\"{rule}\""));
    }
    for reason in StopReason::ALL {
        assert_eq!(StopReason::from_name(reason.as_str()), Some(*reason));
        assert_eq!(serde_json::to_string(reason).unwrap(), format!("\"{reason}\""));
    }
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
