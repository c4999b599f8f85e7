//! Coefficients of mirt, as `coef(model, simplify = TRUE)$items` gives them, in slope-intercept form or, with
//! `IRTpars = TRUE`, in the traditional one.

use irt_core::{
    FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModelName, Nominal, ParameterError, ParameterName,
    PartialCredit,
};

use super::catr::smallest;
use super::foreign_table::{Fault, ForeignRow, agreed_model};

/// The column in which a user may have put the types of the items.
const ITEM_TYPE: &str = "itemtype";

/// The model of an item. It follows from the coefficients if they determine it.
pub(super) fn model(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<ItemModel, Fault> {
    refuse_what_is_not_taken(row)?;
    let stated = match row.text(ITEM_TYPE) {
        Some(text) => item_type(text, stated)?,
        None => stated,
    };
    if let Some(b) = row.number("b")? {
        return dichotomous(row, stated, "a", |a, g, u| FourPl::new(a, b, g, u));
    }
    if let Some(d) = row.number("d")? {
        return dichotomous(row, stated, "a1", |a, g, u| FourPl::from_slope_intercept(a, d, g, u));
    }
    let thresholds = row.numbers("b", 1)?;
    if thresholds.is_empty() { slope_intercepts(row, stated) } else { traditional(row, stated, &thresholds) }
}

fn dichotomous(
    row: &ForeignRow<'_>,
    stated: Option<ModelName>,
    slope: &str,
    make: impl Fn(f64, f64, f64) -> Result<FourPl, ParameterError>,
) -> Result<ItemModel, Fault> {
    let (a, g, u) = (needed(row, slope)?, row.number("g")?.unwrap_or(0.0), row.number("u")?.unwrap_or(1.0));
    let name = stated.filter(|name| name.is_dichotomous()).unwrap_or_else(|| smallest(a, g, u));
    let named = make(a, g, u).and_then(|item| FourPl::with_name(name, item.a(), item.b(), item.c(), item.d()));
    named.map(Into::into).map_err(|error| match error.parameter.letter() {
        'a' => fault(slope, &error),
        'c' => fault("g", &error),
        'd' => fault("u", &error),
        _ => fault(if slope == "a" { "b" } else { "d" }, &error),
    })
}

/// Graded, partial credit and nominal items by slope and intercepts.
fn slope_intercepts(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<ItemModel, Fault> {
    let (scores, mut intercepts) = (row.numbers("ak", 0)?, row.numbers("d", 1)?);
    let a = needed(row, "a1")?;
    check_slope("a1", a, stated)?;
    if intercepts.is_empty() {
        return Err(Fault::new("d", "the intercept", "is missing"));
    }
    let first = row.number("d0")?.unwrap_or(0.0);
    let item = match determined_model(&scores, stated)? {
        ModelName::Nominal => {
            intercepts.insert(0, first);
            Nominal::from_slope_intercepts(a, &scores, &intercepts).map(ItemModel::from)
        }
        name @ (ModelName::GeneralizedPartialCredit | ModelName::PartialCredit) => {
            intercepts.iter_mut().for_each(|intercept| *intercept -= first);
            let item = GeneralizedPartialCredit::from_slope_intercepts(a, &intercepts);
            item.and_then(|item| partial_credit(name, a, item.steps()))
        }
        ModelName::Graded => Graded::from_slope_intercepts(a, &intercepts).map(ItemModel::from),
        other => return Err(Fault::new("a1", format!("the model {other}"), "is not that of these coefficients")),
    };
    item.map_err(|error| match error.parameter.number() {
        None => fault("a1", &error),
        Some(number) => fault(&format!("d{number}"), &error),
    })
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

/// An item under the partial credit model, whose slope has been checked to be 1, or the generalized one.
fn partial_credit(name: ModelName, a: f64, steps: &[f64]) -> Result<ItemModel, ParameterError> {
    match name {
        ModelName::PartialCredit => PartialCredit::new(steps).map(ItemModel::from),
        _ => GeneralizedPartialCredit::new(a, steps).map(ItemModel::from),
    }
}

/// Refuses a slope that the partial credit model does not have.
fn check_slope(column: &str, a: f64, stated: Option<ModelName>) -> Result<(), Fault> {
    if stated == Some(ModelName::PartialCredit) && a != 1.0 {
        return Err(Fault::new(column, a, "is not 1, the slope of the model pcm; gpcm has any slope"));
    }
    Ok(())
}

/// Graded and partial credit items by discrimination and thresholds or steps, which look alike.
fn traditional(row: &ForeignRow<'_>, stated: Option<ModelName>, thresholds: &[f64]) -> Result<ItemModel, Fault> {
    let a = needed(row, "a")?;
    check_slope("a", a, stated)?;
    let item = match stated {
        Some(ModelName::Graded) => Graded::new(a, thresholds).map(ItemModel::from),
        Some(name @ (ModelName::GeneralizedPartialCredit | ModelName::PartialCredit)) => {
            partial_credit(name, a, thresholds)
        }
        _ => {
            let rule = "can be thresholds or steps: --model grm or --model gpcm says which, or a column itemtype";
            return Err(Fault::new("b1", "b1, b2, …", rule));
        }
    };
    item.map_err(|error| fault(&error.parameter.to_string(), &error))
}

fn needed(row: &ForeignRow<'_>, column: &str) -> Result<f64, Fault> {
    row.number(column)?.ok_or_else(|| Fault::new(column, "the slope", "is missing"))
}

/// Coefficients that would be lost: of a second dimension, of nominal items in the traditional form, and of mirt's rating
/// scale models.
fn refuse_what_is_not_taken(row: &ForeignRow<'_>) -> Result<(), Fault> {
    if let Some(intercept) = row.number("c1")? {
        let rule = "is of a nominal item in the traditional form; export without IRTpars";
        return Err(Fault::new("c1", intercept, rule));
    }
    for column in (2..).map(|number| format!("a{number}")).take_while(|column| row.columns().contains(column)) {
        if let Some(slope) = row.number(&column)?.filter(|slope| *slope != 0.0) {
            return Err(Fault::new(column, slope, "is a slope on a second dimension; a bank has one"));
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

fn fault(column: &str, error: &ParameterError) -> Fault {
    let ParameterError { parameter, value, cause } = error;
    let own = ParameterName::from_name(column) == Some(*parameter);
    let what = if own { value.to_string() } else { format!("the parameter {parameter} that it gives, {value},") };
    Fault::new(column, what, cause.to_string())
}
