//! Banks with polytomous items: from files, from code, from the parameters of other programs.

use irt_core::{
    AdaptiveTest, BankError, CatDesign, CatSpec, DesignCause, Estimator, FourPl, GeneralizedPartialCredit, Graded,
    ItemBank, ItemIndex, ItemModel, Metric, ModelName, ModifiedGraded, Nominal, ParameterError, ParameterName,
    PartialCredit, PatternError, RatingScale, Response,
};

use crate::reference::{assert_close, bank_of};

const HEADER: &str = "item_id,model,a,b,c,d,a1,c1,a2,c2,b1,b2,b3,d1,d2";

fn read(row: &str) -> Result<ItemBank, BankError> {
    ItemBank::from_csv(format!("{HEADER}\n{row}\n").as_bytes(), Metric::LOGISTIC)
}

#[track_caller]
fn check(row: &str, model: impl Into<ItemModel>) {
    assert_eq!(read(row).unwrap().item(ItemIndex(0)).unwrap().model, model.into());
}

/// The row has exactly this problem: column, value, code.
#[track_caller]
fn check_problem(row: &str, column: &str, value: &str, code: &str) {
    let error = read(row).unwrap_err();
    let [problem] = error.problems() else { panic!("{error:?}") };
    assert_eq!((&*problem.column, &*problem.value, problem.cause.code()), (column, value, code));
    assert_eq!((problem.row, problem.item_id.as_deref()), (Some(2), Some("q")));
}

/// The parameters are refused: name, code.
#[track_caller]
fn check_error<M: std::fmt::Debug>(model: Result<M, ParameterError>, parameter: &str, code: &str) {
    let error = model.unwrap_err();
    assert_eq!((error.parameter.to_string().as_str(), error.cause.code()), (parameter, code));
}

#[test]
fn every_polytomous_model_is_read() {
    check("q,grm,1.2,,,,,,,,-1,0,1.5,,", Graded::new(1.2, &[-1.0, 0.0, 1.5]).unwrap());
    check("q,MGRM,1.2,0.3,,,,0.5,,-0.5,,,,,", ModifiedGraded::new(1.2, 0.3, &[0.5, -0.5]).unwrap());
    check("q,pcm,1,,0,1,,,,,1,-1,,,", PartialCredit::new(&[1.0, -1.0]).unwrap());
    check("q,gpcm,0.8,,,,,,,,1,,,,", GeneralizedPartialCredit::new(0.8, &[1.0]).unwrap());
    check("q,rsm,,0.4,,,,,,,,,,-0.5,0.5", RatingScale::new(0.4, &[-0.5, 0.5]).unwrap());
    check("q,nrm,,,,,1.1,0.2,-0.3,0.4,,,,,", Nominal::new(&[(1.1, 0.2), (-0.3, 0.4)]).unwrap());
}

#[test]
fn numbered_parameters_are_checked() {
    check_problem("q,grm,1,,,,,,,,-1,0.5,0.5,,", "b3", "0.5", "threshold_not_above_previous");
    check_problem("q,grm,1,,,,,,,,-1,,0.5,,", "b2", "", "missing_value");
    check_problem("q,grm,1,,,,,,,,,,,,", "b1", "", "missing_value");
    check_problem("q,grm,1,,,,,,,,-1,x,,,", "b2", "x", "not_a_number");
    check_problem("q,grm,1,,,,,,,,-1,inf,,,", "b2", "inf", "not_finite");
    check_problem("q,grm,0,,,,,,,,-1,1,,,", "a", "0", "discrimination_not_positive");
    check_problem("q,grm,,,,,,,,,-1,1,,,", "a", "", "missing_value");
    check_problem("q,grm,1,0.5,,,,,,,-1,1,,,", "b", "0.5", "unused_parameter");
    check_problem("q,mgrm,1,0,,,,0.5,,0.7,,,,,", "c2", "0.7", "shift_not_below_previous");
    check_problem("q,pcm,1.5,,,,,,,,-1,1,,,", "a", "1.5", "unused_parameter");
    check_problem("q,gpcm,1,,,,,,,,101,1,,,", "b1", "101", "difficulty_out_of_range");
    check_problem("q,gpcm,1,,,,,,,,1,,,0.5,", "d1", "0.5", "unused_parameter");
    check_problem("q,rsm,,,,,,,,,,,,0.5,", "b", "", "missing_value");
    check_problem("q,nrm,,,,,1.1,0.2,0.5,,,,,,", "c2", "", "missing_value");
    check_problem("q,nrm,,,,,0,0.2,0,1,,,,,", "a1", "0", "slopes_all_zero");
    check_problem("q,nrm,,,,,101,0.2,,,,,,,", "a1", "101", "slope_out_of_range");
    check_problem("q,nrm,,,,,1,10001,,,,,,,", "c1", "10001", "intercept_out_of_range");
}

#[test]
fn constructors_name_the_parameter_that_breaks_a_rule() {
    check_error(Graded::new(-1.0, &[0.0]), "a", "discrimination_not_positive");
    check_error(Graded::new(1.0, &[]), "b1", "missing_value");
    check_error(Graded::new(1.0, &[0.0, f64::NAN]), "b2", "not_finite");
    check_error(Graded::new(1.0, &[0.0, 0.0]), "b2", "threshold_not_above_previous");
    check_error(ModifiedGraded::new(1.0, 200.0, &[0.0]), "b", "difficulty_out_of_range");
    check_error(ModifiedGraded::new(1.0, 0.0, &[0.0, 1.0]), "c2", "shift_not_below_previous");
    check_error(PartialCredit::new(&[0.0, -200.0]), "b2", "difficulty_out_of_range");
    check_error(GeneralizedPartialCredit::new(f64::NAN, &[0.0]), "a", "not_finite");
    check_error(RatingScale::new(f64::INFINITY, &[0.0]), "b", "not_finite");
    check_error(Nominal::new(&[]), "a1", "missing_value");
    check_error(PartialCredit::new(&[0.0; 255]), "b254", "too_many_categories");
    assert_eq!(ItemModel::from(PartialCredit::new(&[0.0; 254]).unwrap()).categories(), 255);
}

#[test]
fn lists_of_parameters_are_checked() {
    let list = |names: &[(&str, f64)]| -> Vec<(ParameterName, f64)> {
        names.iter().map(|(name, value)| (ParameterName::from_name(name).unwrap(), *value)).collect()
    };
    let check = |model, names: &[(&str, f64)], parameter, code| {
        check_error(ItemModel::from_parameters(model, &list(names)), parameter, code);
    };
    check(ModelName::Graded, &[("b1", 0.0)], "a", "missing_value");
    check(ModelName::Graded, &[("a", 1.0), ("b2", 0.0)], "b1", "missing_value");
    check(ModelName::Graded, &[("a", 1.0), ("b1", 0.0), ("d1", 0.0)], "d1", "unused_parameter");
    check(ModelName::Graded, &[("a", 1.0), ("b1", 0.0), ("b2", -1.0)], "b2", "threshold_not_above_previous");
    check(ModelName::PartialCredit, &[], "b1", "missing_value");
    check(ModelName::Nominal, &[("a1", 1.0), ("c1", 0.0), ("a2", 2.0)], "c2", "missing_value");
    check(ModelName::TwoPl, &[("a", 1.0), ("b", 0.0), ("c", 0.2), ("d", 1.0)], "c", "unused_parameter");
}

#[test]
fn responses_beyond_the_categories_are_refused() {
    let bank = bank_of([Graded::new(1.0, &[-1.0, 1.0]).unwrap().into(), FourPl::one_pl(0.0).unwrap().into()], 1.0);
    let test = AdaptiveTest::new(bank, CatDesign::default()).unwrap();
    assert!(test.score(&[ItemIndex(0)], &[Response(2)]).is_ok());
    let refused = |item: ItemIndex, response, categories| {
        let expected = PatternError::ResponseOutOfRange { item, response, categories };
        assert_eq!(test.score(&[item], &[response]), Err(expected));
    };
    refused(ItemIndex(0), Response(3), 3);
    refused(ItemIndex(1), Response(2), 2);
}

#[test]
fn robust_estimators_need_dichotomous_items() {
    let bank = bank_of([Graded::new(1.0, &[-1.0, 1.0]).unwrap().into()], 1.0);
    let mut spec = CatSpec::default();
    spec.estimator.final_estimator = Estimator::Huber;
    let error = AdaptiveTest::new(bank.clone(), CatDesign::new(spec).unwrap()).unwrap_err();
    assert_eq!((error.field, error.cause), ("estimator.final", DesignCause::RobustOnPolytomous));
    let test = AdaptiveTest::new(bank, CatDesign::default()).unwrap();
    let refused = PatternError::EstimatorUnavailable { estimator: Estimator::Tukey };
    assert_eq!(test.estimate(Estimator::Tukey, &[ItemIndex(0)], &[Response(1)]), Err(refused));
}

/// The log-odds of each category against the lowest.
fn log_odds(item: impl Into<ItemModel>, theta: f64) -> Vec<f64> {
    let item = item.into();
    let at = |category| item.log_likelihood(Response(category), theta, Metric::LOGISTIC);
    (1..item.categories()).map(|category| at(category) - at(0)).collect()
}

#[track_caller]
fn check_lines(item: impl Into<ItemModel>, lines: &[(f64, f64)]) {
    let item = item.into();
    for theta in [-2.0, 0.4, 3.0] {
        for (found, (slope, intercept)) in log_odds(item.clone(), theta).into_iter().zip(lines) {
            assert_close(found, slope * theta + intercept, 1e-12, "log-odds");
        }
    }
}

#[test]
fn slopes_and_intercepts_describe_the_same_curves() {
    let item = FourPl::from_slope_intercept(1.3, -0.7, 0.2, 0.95).unwrap();
    for theta in [-2.0, 0.0, 1.5] {
        let expected = 0.2 + 0.75 / (1.0 + (-(1.3 * theta - 0.7_f64)).exp());
        assert_close(item.probability(theta, Metric::LOGISTIC), expected, 1e-14, "P");
    }
    let graded = Graded::from_slope_intercepts(1.3, &[1.0, -0.5]).unwrap();
    assert_eq!(graded.thresholds(), [-1.0 / 1.3, 0.5 / 1.3]);
    check_error(Graded::from_slope_intercepts(1.3, &[-0.5, 1.0]), "b2", "threshold_not_above_previous");
    let gpcm = GeneralizedPartialCredit::from_slope_intercepts(0.9, &[0.4, -0.3, 0.2]).unwrap();
    check_lines(gpcm, &[(0.9, 0.4), (1.8, -0.3), (2.7, 0.2)]);
    let nominal = Nominal::from_slope_intercepts(1.2, &[0.0, 1.4, 2.0], &[0.1, 0.3, -0.6]).unwrap();
    check_lines(nominal, &[(1.68, 0.2), (2.4, -0.7)]);
    check_error(Nominal::from_slope_intercepts(1.2, &[0.0, 1.0], &[0.0]), "c1", "missing_value");
    check_error(FourPl::from_slope_intercept(0.0, 1.0, 0.0, 1.0), "a", "discrimination_not_positive");
}
