//! Graded, partial credit and nominal items of mirt by slope and intercepts.

use irt_core::ModelName;

use crate::bank::convert::draft_item::DraftItem;
use crate::bank::convert::fault::{Fault, agreed_model};
use crate::bank::convert::foreign_table::ForeignRow;

/// The item of a row with `a1`, `d1, d2, …` and perhaps `ak0, ak1, …` and `d0`.
pub(super) fn polytomous(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let (scores, intercepts) = (row.numbers("ak", 0)?, row.numbers("d", 1)?);
    let a = row.needed("a1", "the slope")?;
    if intercepts.is_empty() {
        row.needed("d", "the intercept")?;
    }
    let first = row.number("d0")?.unwrap_or(0.0);
    let model = determined_model(&scores, stated)?;
    let draft = DraftItem::new(model);
    let columns = || (1..).map(|number| format!("d{number}"));
    match model {
        ModelName::Nominal => nominal(draft, a, &scores, &intercepts, first),
        ModelName::GeneralizedPartialCredit | ModelName::PartialCredit => {
            let before = std::iter::once(&first).chain(&intercepts);
            let steps = before.zip(&intercepts).map(|(before, intercept)| (before - intercept) / a);
            Ok(draft.computed("a", a, "a1").computed_list('b', steps.zip(columns())))
        }
        ModelName::Graded => {
            let thresholds = intercepts.iter().map(|intercept| -intercept / a);
            Ok(draft.computed("a", a, "a1").computed_list('b', thresholds.zip(columns())))
        }
        other => Err(Fault::new("a1", format!("the model {other}"), "is not that of these coefficients")),
    }
}

/// `P_k` in proportion to `exp(ak_k a1 theta + d_k)`, less what category 0 has.
fn nominal(draft: DraftItem, a: f64, scores: &[f64], intercepts: &[f64], first: f64) -> Result<DraftItem, Fault> {
    if scores.len() != intercepts.len() + 1 {
        let what = format!("{} scores ak0, ak1, … and {} intercepts d1, d2, …", scores.len(), intercepts.len());
        return Err(Fault::new("ak0", what, "do not go together"));
    }
    let first_score = scores.first().copied().unwrap_or_default();
    let slopes = (1..).zip(scores.iter().skip(1));
    let slopes = slopes.map(|(number, score)| (a * (score - first_score), format!("ak{number}")));
    let intercepts = (1..).zip(intercepts).map(|(number, intercept)| (intercept - first, format!("d{number}")));
    Ok(draft.computed_list('a', slopes).computed_list('c', intercepts))
}

/// The model of an item with these scores of the categories: 0, 1, 2, … is partial credit, others are nominal. Without
/// scores it is the stated one, or else graded.
fn determined_model(scores: &[f64], stated: Option<ModelName>) -> Result<ModelName, Fault> {
    use ModelName::{GeneralizedPartialCredit, Graded, Nominal, PartialCredit};
    if scores.is_empty() {
        return Ok(stated.unwrap_or(Graded));
    }
    match (scores.iter().enumerate().position(|(place, score)| *score != place as f64), stated) {
        (Some(place), stated) => agreed_model(format!("ak{place}"), Nominal, stated),
        // As a nominal item it is the same item.
        (None, Some(stated @ (PartialCredit | Nominal))) => Ok(stated),
        (None, stated) => agreed_model("ak0", GeneralizedPartialCredit, stated),
    }
}
