//! Item tables of TAM: `model$item`, `model$item_irt` or, for Rasch and partial credit models, `model$xsi`.

mod category_rows;

use irt_core::ModelName;

use self::category_rows::STEP;
pub(super) use self::category_rows::prepared;
use super::dichotomous::{Asymptotes, by_difficulty, by_intercept};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

/// The cumulative item parameters, with the sign of a difficulty.
const CUMULATIVE: &str = "AXsi_.Cat";
/// How far the slope of a category may be from the multiple of the first one to be its decimal representation.
const ROUNDING: f64 = 1e-9;

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let cumulative = row.numbers(CUMULATIVE, 1)?;
    if !cumulative.is_empty() {
        return by_design(row, &cumulative, stated);
    }
    match row.number("beta")? {
        Some(beta) => traditional(row, beta, stated),
        None if row.has("xsi") || row.has("xsi.Cat1") => rasch(row, stated),
        None => row.needed("AXsi_.Cat1", "the item parameter").and(Err(no_parameters())),
    }
}

fn no_parameters() -> Fault {
    Fault::new("beta", "the item parameter", "is missing")
}

/// `model$item`: `P_k` in proportion to `exp(B_k theta - AXsi_k)`.
fn by_design(row: &ForeignRow<'_>, cumulative: &[f64], stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    for (number, value) in (1..).zip(row.numbers_between("B.Cat", 1, ".Dim2")?) {
        if value != 0.0 {
            let rule = "is a slope on a second dimension; a bank has one";
            return Err(Fault::new(format!("B.Cat{number}.Dim2"), value, rule));
        }
    }
    let slope = |number: usize| format!("B.Cat{number}.Dim1");
    let slopes: Vec<f64> =
        (1..=cumulative.len()).map(|number| row.needed(&slope(number), "the slope")).collect::<Result<_, _>>()?;
    let guessing = row.number("guess")?.filter(|guess| *guess != 0.0);
    if let ([a], [axsi]) = (slopes.as_slice(), cumulative) {
        let lower = guessing.map(|guess| (guess, "guess"));
        let column = format!("{CUMULATIVE}1");
        return by_intercept((*a, &slope(1)), (-axsi, &column), Asymptotes { lower, upper: None }, stated);
    }
    if let Some(guess) = guessing {
        return Err(Fault::new(
            "guess",
            guess,
            "is of an item with more than two categories; no model of a bank has it",
        ));
    }
    let a = slopes.first().copied().unwrap_or_default();
    let is_multiple = |(number, slope): (usize, &f64)| (slope - number as f64 * a).abs() <= ROUNDING * slope.abs();
    if !(1..).zip(&slopes).all(is_multiple) {
        let model = agreed_model(slope(2), ModelName::Nominal, stated)?;
        let named = (1..).zip(slopes).map(|(number, value)| (value, slope(number)));
        let intercepts = (1..).zip(cumulative).map(|(number, value)| (-value, format!("{CUMULATIVE}{number}")));
        return Ok(DraftItem::new(model).computed_list('a', named).computed_list('c', intercepts));
    }
    let before = std::iter::once(&0.0).chain(cumulative);
    let steps = before.zip(cumulative).map(|(before, value)| (value - before) / a);
    let steps = (1..).zip(steps).map(|(number, step)| (step, format!("{CUMULATIVE}{number}")));
    partial_credit((a, &slope(1)), steps, stated)
}

/// `model$item_irt`: `alpha`, `beta`, and the steps `beta + tau_k`.
fn traditional(row: &ForeignRow<'_>, beta: f64, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let alpha = row.needed("alpha", "the discrimination")?;
    let deviations = row.numbers("tau.Cat", 1)?;
    if deviations.is_empty() {
        return by_difficulty(Some((alpha, "alpha")), (beta, "beta"), Asymptotes::default(), stated);
    }
    let steps = (1..).zip(deviations).map(|(number, tau)| (beta + tau, format!("tau.Cat{number}")));
    partial_credit((alpha, "alpha"), steps, stated)
}

/// A partial credit item: without a discrimination if that is 1, unless the model is stated.
fn partial_credit(
    (a, column): (f64, &str),
    steps: impl Iterator<Item = (f64, String)>,
    stated: Option<ModelName>,
) -> Result<DraftItem, Fault> {
    use ModelName::{GeneralizedPartialCredit, PartialCredit};
    let model = match stated {
        Some(PartialCredit) => PartialCredit,
        None if a == 1.0 => PartialCredit,
        _ => agreed_model(column, GeneralizedPartialCredit, stated)?,
    };
    Ok(DraftItem::new(model).given("a", a, column).computed_list('b', steps))
}

/// `model$xsi`: difficulties, or steps of the partial credit model, if the model has no slopes.
fn rasch(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let steps = row.numbers(STEP, 1)?;
    let (model, kind) = match steps.len() {
        0 => (ModelName::OnePl, "1pl"),
        _ => (ModelName::PartialCredit, "pcm"),
    };
    if stated != Some(model) {
        let rule =
            format!("says nothing of slopes: take model$item_irt, or say with --model {kind} that all slopes are 1");
        return Err(Fault::new("xsi", "the table model$xsi", rule));
    }
    if model == ModelName::PartialCredit {
        let steps = (1..).zip(steps).map(|(number, step)| (step, format!("{STEP}{number}")));
        return Ok(DraftItem::new(model).given_list('b', steps));
    }
    let xsi = row.needed("xsi", "the difficulty")?;
    let name = row.columns().first().and_then(|column| row.text(column)).unwrap_or_default();
    if name.contains("_step") {
        return Err(Fault::new("xsi", xsi, "is of a category; take model$item_irt, which has one row for each item"));
    }
    by_difficulty(None, (xsi, "xsi"), Asymptotes::default(), stated)
}
