//! Parameter matrices of catIrt: `a, b, c` of its binary response model, `a, b1, b2, …` of its graded response model.

use irt_core::ModelName;

use super::dichotomous::{Asymptotes, by_difficulty};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let thresholds = row.numbers("b", 1)?;
    if thresholds.is_empty() {
        let b = (row.needed("b", "the difficulty")?, "b");
        let a = (row.needed("a", "the discrimination")?, "a");
        let lower = row.number("c")?.map(|c| (c, "c"));
        return by_difficulty(Some(a), b, Asymptotes { lower, upper: None }, stated);
    }
    let draft = DraftItem::new(agreed_model("b1", ModelName::Graded, stated)?);
    let thresholds = (1..).zip(thresholds).map(|(number, threshold)| (threshold, format!("b{number}")));
    Ok(draft.given("a", row.needed("a", "the discrimination")?, "a").given_list('b', thresholds))
}
