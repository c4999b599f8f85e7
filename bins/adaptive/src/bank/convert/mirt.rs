//! Coefficients of mirt, as `coef(model, simplify = TRUE)$items` gives them, in slope-intercept form or, with
//! `IRTpars = TRUE`, in the traditional one.

use irt_core::{
    FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModelName, Nominal, ParameterError, ParameterName,
};

use super::catr::smallest;
use super::foreign_table::{Fault, ForeignRow};

/// The column in which a user may have put the types of the items.
const ITEM_TYPE: &str = "itemtype";

/// The model of an item. It follows from the coefficients if they determine it.
pub(super) fn model(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<ItemModel, Fault> {
    refuse_what_is_not_taken(row)?;
    let stated = match row.text(ITEM_TYPE) {
        Some(text) => item_type(text)?,
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
    if intercepts.is_empty() {
        return Err(Fault::new("d", "the intercept", "is missing"));
    }
    let first = row.number("d0")?.unwrap_or(0.0);
    let item = match stated.unwrap_or_else(|| polytomous_model(&scores)) {
        ModelName::Nominal => {
            intercepts.insert(0, first);
            Nominal::from_slope_intercepts(a, &scores, &intercepts).map(ItemModel::from)
        }
        ModelName::GeneralizedPartialCredit | ModelName::PartialCredit => {
            intercepts.iter_mut().for_each(|intercept| *intercept -= first);
            GeneralizedPartialCredit::from_slope_intercepts(a, &intercepts).map(ItemModel::from)
        }
        ModelName::Graded => Graded::from_slope_intercepts(a, &intercepts).map(ItemModel::from),
        other => return Err(Fault::new("a1", format!("the model {other}"), "is not that of these coefficients")),
    };
    item.map_err(|error| match error.parameter.number() {
        None => fault("a1", &error),
        Some(number) => fault(&format!("d{number}"), &error),
    })
}

/// The model of an item with these scores of the categories: 0, 1, 2, … is partial credit, none is graded.
fn polytomous_model(scores: &[f64]) -> ModelName {
    let counts = scores.iter().enumerate().all(|(place, score)| *score == place as f64);
    match (scores.is_empty(), counts) {
        (true, _) => ModelName::Graded,
        (false, true) => ModelName::GeneralizedPartialCredit,
        (false, false) => ModelName::Nominal,
    }
}

/// Graded and partial credit items by discrimination and thresholds or steps, which look alike.
fn traditional(row: &ForeignRow<'_>, stated: Option<ModelName>, thresholds: &[f64]) -> Result<ItemModel, Fault> {
    let a = needed(row, "a")?;
    let item = match stated {
        Some(ModelName::Graded) => Graded::new(a, thresholds).map(ItemModel::from),
        Some(ModelName::GeneralizedPartialCredit | ModelName::PartialCredit) => {
            GeneralizedPartialCredit::new(a, thresholds).map(ItemModel::from)
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
fn item_type(text: &str) -> Result<Option<ModelName>, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "rasch" | "1pl" | "2pl" | "3pl" | "3plu" | "4pl" | "dich" => Ok(None),
        "graded" => Ok(Some(ModelName::Graded)),
        "gpcm" => Ok(Some(ModelName::GeneralizedPartialCredit)),
        "nominal" => Ok(Some(ModelName::Nominal)),
        _ => Err(Fault::new(ITEM_TYPE, text, "is not one of Rasch, 2PL, 3PL, 3PLu, 4PL, graded, gpcm, nominal")),
    }
}

fn fault(column: &str, error: &ParameterError) -> Fault {
    let ParameterError { parameter, value, cause } = error;
    let own = ParameterName::from_name(column) == Some(*parameter);
    let what = if own { value.to_string() } else { format!("the parameter {parameter} that it gives, {value},") };
    Fault::new(column, what, cause.to_string())
}
