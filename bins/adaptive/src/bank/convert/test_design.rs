//! Item pools of TestDesign: `ID, MODEL, PAR1, PAR2, …`, parameters that an item does not have being empty.

use irt_core::ModelName;

use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

/// The column of the model.
const MODEL: &str = "MODEL";

/// The item of a row. Its model is the one that the row names.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let model = match row.text(MODEL) {
        Some(text) => agreed_model(MODEL, named(text)?, stated)?,
        None => stated.ok_or_else(|| Fault::new(MODEL, "the model", "is missing; give it with --model"))?,
    };
    let mut draft = DraftItem::new(model);
    for (place, value) in row.numbers("PAR", 1)?.into_iter().enumerate() {
        let unused = || Fault::new(column(place), value, "is given, but the model does not have this parameter");
        draft = draft.given(parameter(model, place).ok_or_else(unused)?, value, column(place));
    }
    for place in 0..4 {
        match parameter(model, place).filter(|name| draft.value(name).is_none()) {
            Some(name) if model.is_dichotomous() || name == "a" => {
                return Err(Fault::new(column(place), "the parameter", "is missing"));
            }
            _ => {}
        }
    }
    Ok(draft)
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

/// The name of the parameter at a place of the row, counted from 0; `None` when the model has none there.
fn parameter(model: ModelName, place: usize) -> Option<String> {
    match (model, place) {
        (ModelName::OnePl, 0) => Some("b".to_owned()),
        (ModelName::TwoPl, 0..2) | (ModelName::ThreePl, 0..3) | (ModelName::FourPl, 0..4) => {
            Some(["a", "b", "c", "d"][place].to_owned())
        }
        (ModelName::Graded | ModelName::GeneralizedPartialCredit, 0) => Some("a".to_owned()),
        (ModelName::Graded | ModelName::GeneralizedPartialCredit, place) => Some(format!("b{place}")),
        (ModelName::PartialCredit, place) => Some(format!("b{}", place + 1)),
        _ => None,
    }
}

fn column(place: usize) -> String {
    format!("PAR{}", place + 1)
}
