//! Values that an item may have and that are rarely right.

use irt_core::{ItemBank, ModelName, ParameterName};
use serde::Serialize;

/// Nearly all examinees are inside, on a scale with a standard deviation of 1.
const USUAL_LOCATION: [f64; 2] = [-6.0, 6.0];
/// Discriminations on the logistic metric (`D a`). Below, an item measures almost nothing; above, it is a step.
const USUAL_DISCRIMINATION: [f64; 2] = [0.2, 6.0];
/// Guessing among two options is right half of the time.
const USUAL_GUESSING: [f64; 2] = [0.0, 0.5];
const USUAL_UPPER_ASYMPTOTE: [f64; 2] = [0.7, 1.0];

/// A value outside the usual range of its parameter.
#[derive(Serialize)]
pub(super) struct UnusualValue {
    item_id: String,
    parameter: String,
    value: f64,
    pub(super) detail: String,
}

/// The unusual values of a bank, in bank order.
pub(super) fn unusual_values(bank: &ItemBank) -> Vec<UnusualValue> {
    let scaling_constant = bank.metric().scaling_constant();
    let items = bank.items().flat_map(|item| {
        let parameters = item.model.parameters().into_iter();
        parameters.map(move |(parameter, value)| (item.id.clone(), item.model_name(), parameter, value))
    });
    items
        .filter_map(|(item_id, model, parameter, value)| {
            let ([lower, upper], remedy) = usual_range(model, parameter, scaling_constant)?;
            let is_usual = lower <= value && value <= upper;
            (!is_usual).then(|| UnusualValue {
                detail: format!(
                    "item {:?}: {parameter} = {value} is not from {lower} to {upper}: {remedy}",
                    item_id.as_str()
                ),
                item_id: item_id.as_str().to_owned(),
                parameter: parameter.to_string(),
                value,
            })
        })
        .collect()
}

/// The usual range of a parameter, and what to look at where a value is outside; `None` where no range is known.
fn usual_range(model: ModelName, parameter: ParameterName, scaling_constant: f64) -> Option<([f64; 2], &'static str)> {
    let is_numbered = parameter.number().is_some();
    match (model, parameter.letter()) {
        (ModelName::Nominal, _) => None,
        (_, 'a') => Some((
            USUAL_DISCRIMINATION.map(|limit| limit / scaling_constant),
            "check the scaling constant D and the data of the item",
        )),
        (_, 'b') => Some((USUAL_LOCATION, "few examinees are there")),
        (_, 'c') if !is_numbered => Some((USUAL_GUESSING, "the item is mostly answered by guessing")),
        (_, 'd') if !is_numbered => Some((USUAL_UPPER_ASYMPTOTE, "able examinees often answer wrongly; check the key")),
        _ => None,
    }
}
