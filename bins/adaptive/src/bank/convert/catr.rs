//! Item banks of catR: its parameter matrices, one column for each parameter.

use irt_core::{FourPl, ItemModel, ModelName, ParameterError, ParameterName};

use super::foreign_table::{Fault, ForeignRow, agreed_model};

/// The column of the content groups.
pub(super) const GROUP: &str = "Group";

/// Columns that one polytomous model has and the others do not, except the generalized partial credit model, which has
/// those of the partial credit model and one more.
const MODEL_COLUMNS: [(&str, ModelName); 5] = [
    ("alphaj1", ModelName::Nominal),
    ("lambdaj", ModelName::RatingScale),
    ("bj", ModelName::ModifiedGraded),
    ("betaj1", ModelName::Graded),
    ("deltaj1", ModelName::PartialCredit),
];

/// A parameter with its value and its column.
struct Given<'a> {
    name: ParameterName,
    value: f64,
    column: &'a str,
}

/// The item of a row. Its model is the stated one, or follows from the names of the columns.
pub(super) fn model(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<ItemModel, Fault> {
    let known = || row.columns().iter().filter_map(|column| Some((column.as_str(), parameter(column)?)));
    let mut given = Vec::new();
    for (column, name) in known() {
        if let Some(value) = row.number(column)? {
            given.push(Given { name, value, column });
        }
    }
    let Some((column, inferred)) = polytomous_model(row.columns()) else {
        return dichotomous(&given, stated);
    };
    let name = match stated {
        // It is checked with the parameters whether every item has the discrimination 1.
        Some(ModelName::PartialCredit) if inferred == ModelName::GeneralizedPartialCredit => ModelName::PartialCredit,
        stated => agreed_model(column, inferred, stated)?,
    };
    let parameters: Vec<_> = given.iter().map(|given| (given.name, given.value)).collect();
    ItemModel::from_parameters(name, &parameters).map_err(|error| fault(&error, &given))
}

/// A dichotomous item. Its model is the stated one, or the smallest that has its parameters.
fn dichotomous(given: &[Given<'_>], stated: Option<ModelName>) -> Result<ItemModel, Fault> {
    let find = |letter: char| given.iter().find(|given| given.name.letter() == letter).map(|given| given.value);
    let b = find('b').ok_or_else(|| Fault::new("b", "the difficulty", "is missing"))?;
    let (a, c, d) = (find('a').unwrap_or(1.0), find('c').unwrap_or(0.0), find('d').unwrap_or(1.0));
    let name = stated.unwrap_or_else(|| smallest(a, c, d));
    if !name.is_dichotomous() {
        let columns = "the columns a, b, c and d are those of dichotomous items";
        return Err(Fault::new("b", format!("the model {name}"), format!("has other parameters: {columns}")));
    }
    FourPl::with_name(name, a, b, c, d).map(Into::into).map_err(|error| fault(&error, given))
}

/// The smallest dichotomous model that has these parameters.
pub(super) fn smallest(a: f64, c: f64, d: f64) -> ModelName {
    match (a == 1.0, c == 0.0, d == 1.0) {
        (_, _, false) => ModelName::FourPl,
        (_, false, true) => ModelName::ThreePl,
        (false, true, true) => ModelName::TwoPl,
        (true, true, true) => ModelName::OnePl,
    }
}

/// The polytomous model whose parameter matrix has such columns, and the column that determines it.
fn polytomous_model(columns: &[String]) -> Option<(&'static str, ModelName)> {
    let has = |name: &str| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    match MODEL_COLUMNS.into_iter().find(|(name, _)| has(name)) {
        Some((_, ModelName::PartialCredit)) if has("alphaj") => Some(("alphaj", ModelName::GeneralizedPartialCredit)),
        found => found,
    }
}

/// The parameter that a column of catR holds.
fn parameter(column: &str) -> Option<ParameterName> {
    let column = column.to_ascii_lowercase();
    let digits = column.find(|c: char| c.is_ascii_digit()).unwrap_or(column.len());
    let (stem, number) = column.split_at(digits);
    let letter = match (stem, number.is_empty()) {
        ("a" | "alphaj", true) | ("alphaj", false) => 'a',
        ("b" | "bj" | "lambdaj", true) | ("betaj" | "deltaj", false) => 'b',
        ("c", _) | ("cj", false) => 'c',
        ("d", true) | ("delta", false) => 'd',
        _ => return None,
    };
    ParameterName::from_name(&format!("{letter}{number}"))
}

fn fault(error: &ParameterError, given: &[Given<'_>]) -> Fault {
    match given.iter().find(|given| given.name == error.parameter) {
        Some(given) => Fault::new(given.column, given.value, error.cause.to_string()),
        None => Fault::new(error.parameter.to_string(), "the parameter", error.cause.to_string()),
    }
}
