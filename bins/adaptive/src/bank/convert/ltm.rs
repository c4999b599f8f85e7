//! Coefficients of ltm: `coef()` of `rasch`, `ltm`, `tpm`, `grm` and `gpcm` models, one row for each item.

use irt_core::ModelName;

use super::dichotomous::{Asymptotes, by_difficulty, by_intercept};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

const DIFFICULTY: &str = "Dffclt";
const SLOPE: &str = "Dscrmn";
const GUESSING: &str = "Gussng";
/// The thresholds of `grm`.
const EXTREMITY: &str = "Extrmt";
/// The steps of `gpcm`.
const CATEGORY: &str = "Catgr.";

/// The columns of a model with `IRT.param = FALSE`: intercept and slope.
const INTERCEPT_FORMS: [[&str; 2]; 3] = [["(Intercept)", "z1"], ["beta.i", "beta"], ["beta.1i", "beta.2i"]];

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    refuse_what_is_not_taken(row)?;
    for [intercept, slope] in INTERCEPT_FORMS {
        if let Some(value) = row.number(intercept)? {
            let a = (row.needed(slope, "the slope")?, slope);
            let lower = row.number("c.i")?.map(|c| (c, "c.i"));
            return by_intercept(a, (value, intercept), Asymptotes { lower, upper: None }, stated);
        }
    }
    for (stem, determined) in [(EXTREMITY, ModelName::Graded), (CATEGORY, ModelName::GeneralizedPartialCredit)] {
        let values = row.numbers(stem, 1)?;
        if !values.is_empty() {
            return polytomous(row, stem, &values, agreed(stem, determined, stated)?);
        }
    }
    let b = row.needed(DIFFICULTY, "the difficulty")?;
    let a = row.needed(SLOPE, "the discrimination")?;
    let lower = row.number(GUESSING)?.map(|c| (c, GUESSING));
    by_difficulty(Some((a, SLOPE)), (b, DIFFICULTY), Asymptotes { lower, upper: None }, stated)
}

/// The determined model; `gpcm` with `constraint = "rasch"` is the partial credit model.
fn agreed(stem: &str, determined: ModelName, stated: Option<ModelName>) -> Result<ModelName, Fault> {
    match (determined, stated) {
        (ModelName::GeneralizedPartialCredit, Some(ModelName::PartialCredit)) => Ok(ModelName::PartialCredit),
        _ => agreed_model(format!("{stem}1"), determined, stated),
    }
}

fn polytomous(row: &ForeignRow<'_>, stem: &str, values: &[f64], model: ModelName) -> Result<DraftItem, Fault> {
    let columns = (1..).map(|number| format!("{stem}{number}"));
    let draft = DraftItem::new(model).given("a", row.needed(SLOPE, "the discrimination")?, SLOPE);
    Ok(draft.given_list('b', values.iter().copied().zip(columns)))
}

fn refuse_what_is_not_taken(row: &ForeignRow<'_>) -> Result<(), Fault> {
    for column in ["z2", "I(z1^2)", "I(z2^2)", "z1:z2"] {
        if let Some(slope) = row.number(column)?.filter(|slope| *slope != 0.0) {
            return Err(Fault::new(
                column,
                slope,
                "is of a second or a nonlinear term; a bank has one linear dimension",
            ));
        }
    }
    match row.number("beta.1")? {
        Some(value) => {
            let rule = "is of a model with IRT.param = FALSE; take the coefficients with IRT.param = TRUE";
            Err(Fault::new("beta.1", value, rule))
        }
        None => Ok(()),
    }
}
