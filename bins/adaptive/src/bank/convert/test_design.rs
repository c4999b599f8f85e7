//! Item pools of TestDesign: `ID, MODEL, PAR1, PAR2, …`, parameters that an item does not have being empty.

use irt_core::{ItemModel, ModelName, ParameterError, ParameterName};

use super::foreign_table::{Fault, ForeignRow, agreed_model};

/// The column of the model.
const MODEL: &str = "MODEL";

/// The model that a row names.
pub(super) fn model(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<ItemModel, Fault> {
    let name = match row.text(MODEL) {
        Some(text) => agreed_model(MODEL, named(text)?, stated)?,
        None => stated.ok_or_else(|| Fault::new(MODEL, "the model", "is missing; give it with --model"))?,
    };
    let values = row.numbers("PAR", 1)?;
    let mut parameters: Vec<(ParameterName, f64)> = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let unused = || Fault::new(column(place), value, "is given, but the model does not have this parameter");
        parameters.push((parameter(name, place).ok_or_else(unused)?, *value));
    }
    if name.is_dichotomous() {
        // What the model does not have is neutral.
        for (letter, neutral) in [("a", 1.0), ("c", 0.0), ("d", 1.0)] {
            let of_model = (0..4).filter_map(|place| parameter(name, place)).any(|p| p.to_string() == letter);
            let neutral = ParameterName::from_name(letter).map(|parameter| (parameter, neutral));
            parameters.extend(neutral.filter(|_| !of_model));
        }
    }
    ItemModel::from_parameters(name, &parameters).map_err(|error| fault(name, &error))
}

fn named(text: &str) -> Result<ModelName, Fault> {
    match text.to_ascii_uppercase().as_str() {
        "PC" => Ok(ModelName::PartialCredit),
        "GPC" => Ok(ModelName::GeneralizedPartialCredit),
        "GR" => Ok(ModelName::Graded),
        _ => {
            ModelName::from_name(text).map_err(|_| Fault::new(MODEL, text, "is not one of 1PL, 2PL, 3PL, PC, GPC, GR"))
        }
    }
}

/// The parameter at a place of the row, counted from 0; `None` when the model has none there.
fn parameter(name: ModelName, place: usize) -> Option<ParameterName> {
    let named = match (name, place) {
        (ModelName::OnePl, 0) => "b".to_owned(),
        (ModelName::TwoPl, 0..2) | (ModelName::ThreePl, 0..3) | (ModelName::FourPl, 0..4) => {
            ["a", "b", "c", "d"][place].to_owned()
        }
        (ModelName::Graded | ModelName::GeneralizedPartialCredit, 0) => "a".to_owned(),
        (ModelName::Graded | ModelName::GeneralizedPartialCredit, place) => format!("b{place}"),
        (ModelName::PartialCredit, place) => format!("b{}", place + 1),
        _ => return None,
    };
    ParameterName::from_name(&named)
}

fn column(place: usize) -> String {
    format!("PAR{}", place + 1)
}

fn fault(name: ModelName, error: &ParameterError) -> Fault {
    let place =
        (0..usize::from(irt_core::MAX_CATEGORIES)).find(|place| parameter(name, *place) == Some(error.parameter));
    let column = place.map_or_else(|| error.parameter.to_string(), column);
    if error.value.is_nan() {
        return Fault::new(column, "the parameter", error.cause.to_string());
    }
    Fault::new(column, error.value, error.cause.to_string())
}
