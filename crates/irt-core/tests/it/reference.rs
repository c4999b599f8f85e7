//! Reading reference values, and comparing with them.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, Estimate, Estimator, FourPl, Item, ItemBank, ItemIndex, Metric, QuadratureSpec,
};
use irt_core::{GeneralizedPartialCredit, Graded, ItemModel, ModifiedGraded, Nominal, PartialCredit, PriorKind};
use irt_core::{RatingScale, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Tolerance of closed formulas and of EAP.
pub const EXACT: f64 = 1e-10;
/// Tolerance of estimates that are the zero of an equation.
pub const SEARCHED: f64 = 1e-8;

pub fn load<T: DeserializeOwned>(file: &str) -> T {
    let path = format!("{}/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs() / expected.abs().max(1.0);
    assert!(error <= tolerance, "{what}: {found} instead of {expected}, off by {error:e}");
}

/// A bank of 4PL items with parameters `[a, b, c, d]`, named by their numbers from 1 on.
pub fn bank(items: &[[f64; 4]], scaling_constant: f64) -> Arc<ItemBank> {
    bank_of(items.iter().map(|[a, b, c, d]| FourPl::new(*a, *b, *c, *d).unwrap().into()), scaling_constant)
}

/// An item whose parameters stand in a row as the reference program has them.
pub fn item_model(name: &str, row: &[f64]) -> ItemModel {
    match (name, row) {
        ("GRM", [a, thresholds @ ..]) => Graded::new(*a, thresholds).unwrap().into(),
        ("MGRM", [a, b, shifts @ ..]) => ModifiedGraded::new(*a, *b, shifts).unwrap().into(),
        ("PCM", steps) => PartialCredit::new(steps).unwrap().into(),
        ("GPCM", [a, steps @ ..]) => GeneralizedPartialCredit::new(*a, steps).unwrap().into(),
        ("RSM", [b, steps @ ..]) => RatingScale::new(*b, steps).unwrap().into(),
        ("NRM", lines) => {
            let lines: Vec<_> = lines.chunks(2).map(|line| (line[0], line[1])).collect();
            Nominal::new(&lines).unwrap().into()
        }
        (_, [a, b, c, d]) => FourPl::new(*a, *b, *c, *d).unwrap().into(),
        other => panic!("no item for {other:?}"),
    }
}

/// A bank of items of any model, named by their numbers from 1 on.
pub fn bank_of(models: impl IntoIterator<Item = ItemModel>, scaling_constant: f64) -> Arc<ItemBank> {
    let named = models.into_iter().zip(1..).map(|(model, number)| Item::new(&format!("i{number}"), model).unwrap());
    Arc::new(ItemBank::new(Metric::new(scaling_constant).unwrap(), named.collect()).unwrap())
}

pub fn responses(categories: &[u8]) -> Vec<Response> {
    categories.iter().copied().map(Response).collect()
}

/// The whole bank, in order.
pub fn all_items(bank: &ItemBank) -> Vec<ItemIndex> {
    (0..bank.len() as u32).map(ItemIndex).collect()
}

/// The default design on the grid that the reference program takes where a case names none: 33 nodes in [-4, 4].
pub fn reference_spec() -> CatSpec {
    CatSpec { quadrature: Some(QuadratureSpec::default()), ..CatSpec::default() }
}

/// Scores responses to all items of a bank, under a design that differs from the default as `adapt` says.
pub fn score(bank: &Arc<ItemBank>, categories: &[u8], adapt: impl FnOnce(&mut CatSpec)) -> Estimate {
    let mut spec = reference_spec();
    adapt(&mut spec);
    let test = AdaptiveTest::new(Arc::clone(bank), CatDesign::new(spec).unwrap()).unwrap();
    test.score(&all_items(bank), &responses(categories)).unwrap()
}

/// An estimator setting of the reference program.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Setting {
    method: String,
    range: Option<[f64; 2]>,
    prior_dist: Option<String>,
    prior_par: Option<[f64; 2]>,
    par_int: Option<(f64, f64, u32)>,
    weight: Option<String>,
    tu_co: Option<f64>,
}

impl Setting {
    pub fn estimator(&self) -> Estimator {
        match (self.method.as_str(), self.weight.as_deref()) {
            ("EAP", None) => Estimator::Eap,
            ("BM", None) => Estimator::Map,
            ("ML", None) => Estimator::Mle,
            ("WL", None) => Estimator::Wle,
            ("ROB", Some("Huber")) => Estimator::Huber,
            ("ROB", Some("Tukey")) => Estimator::Tukey,
            other => panic!("no estimator for {other:?}"),
        }
    }

    /// The tuning constant of a robust estimator.
    pub fn tuning(&self) -> f64 {
        self.tu_co.unwrap()
    }

    pub fn is_jeffreys_mode(&self) -> bool {
        self.estimator() == Estimator::Map && self.prior_dist.as_deref() == Some("Jeffreys")
    }

    pub fn tolerance(&self) -> f64 {
        if self.estimator() == Estimator::Eap { EXACT } else { SEARCHED }
    }

    pub fn adapt(&self, spec: &mut CatSpec) {
        spec.estimator.final_estimator = self.estimator();
        (spec.estimator.huber_tuning, spec.estimator.tukey_tuning) = (self.tu_co, self.tu_co);
        if let Some([lower, upper]) = self.range {
            (spec.bounds.lower, spec.bounds.upper) = (lower, upper);
        }
        if let Some((lower, upper, nodes)) = self.par_int {
            spec.quadrature = Some(QuadratureSpec { lower, upper, nodes });
        }
        let [first, second] = self.prior_par.map_or([None, None], |pair| pair.map(Some));
        match self.prior_dist.as_deref() {
            None | Some("norm") => (spec.prior.mean, spec.prior.sd) = (first, second),
            Some("unif") => {
                spec.prior.kind = PriorKind::Uniform;
                (spec.prior.lower, spec.prior.upper) = (first, second);
            }
            Some("Jeffreys") => spec.prior.kind = PriorKind::Jeffreys,
            Some(other) => panic!("no prior for {other}"),
        }
    }
}

/// Response patterns and what the reference program makes of them.
#[derive(Debug, Deserialize)]
pub struct Patterns {
    pub cases: Vec<PatternCase>,
}

#[derive(Debug, Deserialize)]
pub struct PatternCase {
    pub label: String,
    #[serde(rename = "D")]
    scaling_constant: f64,
    #[serde(default)]
    model: String,
    items: Vec<Vec<f64>>,
    responses: Vec<Option<u8>>,
    pub results: Vec<PatternResult>,
}

#[derive(Debug, Deserialize)]
pub struct PatternResult {
    #[serde(rename = "args")]
    pub setting: Setting,
    pub expected: Expected,
}

#[derive(Debug, Deserialize)]
pub struct Expected {
    pub theta: f64,
    pub se: f64,
    pub se_new: Option<f64>,
    pub theta_global: Option<f64>,
    pub at_bound: Option<bool>,
    #[serde(default)]
    pub local_maxima: Vec<f64>,
}

impl PatternCase {
    /// The items that were answered, and the answers.
    pub fn answered(&self) -> (Arc<ItemBank>, Vec<u8>) {
        let pairs = self.items.iter().zip(&self.responses);
        let (items, categories): (Vec<_>, Vec<_>) = pairs
            .filter_map(|(item, response)| response.map(|category| (item_model(&self.model, item), category)))
            .unzip();
        (bank_of(items, self.scaling_constant), categories)
    }
}
