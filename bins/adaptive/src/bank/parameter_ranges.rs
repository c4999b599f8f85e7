//! The least, mean and greatest value of each parameter among items of a bank.

use std::collections::BTreeMap;

use irt_core::{BankItem, ModelName, ParameterName};
use serde::Serialize;

/// A parameter of a model over the items that have it.
#[derive(Serialize)]
pub(crate) struct ParameterRange {
    pub(crate) model: String,
    pub(crate) parameter: String,
    /// How many items have it.
    pub(crate) items: usize,
    pub(crate) minimum: f64,
    pub(crate) mean: f64,
    pub(crate) maximum: f64,
}

/// The parameters of each model among some items, by model.
pub(crate) fn parameter_ranges<'a>(items: impl Iterator<Item = BankItem<'a>>) -> Vec<ParameterRange> {
    let mut values: BTreeMap<(String, ParameterName), Vec<f64>> = BTreeMap::new();
    for item in items {
        let parameters = item.model.parameters().into_iter();
        for (parameter, value) in parameters.filter(|(parameter, _)| has(item.model_name(), *parameter)) {
            values.entry((item.model_name().to_string(), parameter)).or_default().push(value);
        }
    }
    let row = |((model, parameter), values): ((String, ParameterName), Vec<f64>)| ParameterRange {
        model,
        parameter: parameter.to_string(),
        items: values.len(),
        minimum: values.iter().copied().fold(f64::INFINITY, f64::min),
        mean: values.iter().sum::<f64>() / values.len() as f64,
        maximum: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    };
    values.into_iter().map(row).collect()
}

/// Whether the model has the parameter. If not, it belongs to a larger model and has a neutral value.
fn has(model: ModelName, parameter: ParameterName) -> bool {
    match model {
        ModelName::OnePl | ModelName::TwoPl => matches!(parameter.letter(), 'a' | 'b'),
        ModelName::ThreePl => parameter.letter() != 'd',
        _ => true,
    }
}
