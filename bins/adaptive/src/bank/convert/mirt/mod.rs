//! Coefficients of mirt, as `coef(model, simplify = TRUE)$items` gives them, in slope-intercept form or, with
//! `IRTpars = TRUE`, in the traditional one.

mod layout;
mod slope_intercepts;

use irt_core::ModelName;

pub(super) use self::layout::prepared;
use super::draft_item::{DraftItem, dichotomous_model};
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

/// The column in which a user may have put the types of the items.
const ITEM_TYPE: &str = "itemtype";

/// The item of a row. Its model follows from the coefficients if they determine it.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let stated = match row.text(ITEM_TYPE) {
        Some(text) => item_type(text, stated)?,
        None => stated,
    };
    if row.number("c1")?.is_some() {
        return traditional_nominal(row, stated);
    }
    refuse_what_is_not_taken(row)?;
    if let Some(b) = row.number("b")? {
        let a = row.needed("a", "the slope")?;
        let [g, u] = asymptotes(row)?;
        let draft = DraftItem::new(dichotomous(a, [g, u], stated)?);
        return Ok(draft.given("a", a, "a").given("b", b, "b").computed("c", g, "g").computed("d", u, "u"));
    }
    if let Some(d) = row.number("d")? {
        let a = row.needed("a1", "the slope")?;
        let [g, u] = asymptotes(row)?;
        let draft = DraftItem::new(dichotomous(a, [g, u], stated)?);
        return Ok(draft.computed("a", a, "a1").computed("b", -d / a, "d").computed("c", g, "g").computed("d", u, "u"));
    }
    let thresholds = row.numbers("b", 1)?;
    if thresholds.is_empty() {
        slope_intercepts::polytomous(row, stated)
    } else {
        traditional(row, stated, &thresholds)
    }
}

fn asymptotes(row: &ForeignRow<'_>) -> Result<[f64; 2], Fault> {
    Ok([row.number("g")?.unwrap_or(0.0), row.number("u")?.unwrap_or(1.0)])
}

fn dichotomous(a: f64, [g, u]: [f64; 2], stated: Option<ModelName>) -> Result<ModelName, Fault> {
    dichotomous_model("d", [a, g, u], stated.filter(|name| name.is_dichotomous()))
}

/// Graded and partial credit items by discrimination and thresholds or steps, which look alike.
fn traditional(row: &ForeignRow<'_>, stated: Option<ModelName>, thresholds: &[f64]) -> Result<DraftItem, Fault> {
    let a = row.needed("a", "the slope")?;
    let model = match stated {
        Some(name @ (ModelName::Graded | ModelName::GeneralizedPartialCredit | ModelName::PartialCredit)) => name,
        _ => {
            let rule = "can be thresholds or steps: --model grm or --model gpcm says which, or a column itemtype";
            return Err(Fault::new("b1", "b1, b2, …", rule));
        }
    };
    let steps = (1..).zip(thresholds).map(|(number, threshold)| (*threshold, format!("b{number}")));
    Ok(DraftItem::new(model).given("a", a, "a").given_list('b', steps))
}

/// Nominal items by slopes and intercepts of all categories, which sum to 0: `P_k` in proportion to `exp(a_k theta + c_k)`.
fn traditional_nominal(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let (slopes, intercepts) = (row.numbers("a", 1)?, row.numbers("c", 1)?);
    if slopes.len() != intercepts.len() {
        let what = format!("{} slopes a1, a2, … and {} intercepts c1, c2, …", slopes.len(), intercepts.len());
        return Err(Fault::new("c1", what, "do not go together: a nominal item has one of each for every category"));
    }
    let draft = DraftItem::new(agreed_model("c1", ModelName::Nominal, stated)?);
    let from_first = |letter: char, values: &[f64]| -> Vec<(f64, String)> {
        let first = values.first().copied().unwrap_or_default();
        (1..).zip(values).skip(1).map(|(number, value)| (value - first, format!("{letter}{number}"))).collect()
    };
    Ok(draft.computed_list('a', from_first('a', &slopes)).computed_list('c', from_first('c', &intercepts)))
}

/// Coefficients that would be lost: of a second dimension, and of mirt's rating scale models.
fn refuse_what_is_not_taken(row: &ForeignRow<'_>) -> Result<(), Fault> {
    for column in (2..).map(|number| format!("a{number}")).take_while(|column| row.columns().contains(column)) {
        if let Some(slope) = row.number(&column)?.filter(|slope| *slope != 0.0) {
            let rule = "is a slope on a second dimension; a bank has one, so the model must be fitted with one";
            return Err(Fault::new(column, slope, rule));
        }
    }
    match row.number("c")? {
        Some(shift) if shift != 0.0 => {
            Err(Fault::new("c", shift, "is of a rating scale; fit the items as graded or gpcm"))
        }
        _ => Ok(()),
    }
}

/// The model that an item type of mirt means; `None` where it follows from the coefficients.
fn item_type(text: &str, stated: Option<ModelName>) -> Result<Option<ModelName>, Fault> {
    let named = match text.to_ascii_lowercase().as_str() {
        // Of an item with two categories it is the 1PL model, which follows from the coefficients.
        "rasch" => ModelName::PartialCredit,
        "graded" => ModelName::Graded,
        "gpcm" => ModelName::GeneralizedPartialCredit,
        "nominal" => ModelName::Nominal,
        "1pl" | "2pl" | "3pl" | "3plu" | "4pl" | "dich" => return Ok(None),
        _ => {
            return Err(Fault::new(ITEM_TYPE, text, "is not one of Rasch, 2PL, 3PL, 3PLu, 4PL, graded, gpcm, nominal"));
        }
    };
    agreed_model(ITEM_TYPE, named, stated.filter(|stated| !stated.is_dichotomous())).map(Some)
}
