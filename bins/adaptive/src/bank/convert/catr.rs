//! Item banks of catR: its parameter matrices, one column for each parameter.

use irt_core::{FourPl, ItemModel, ModelName, ParameterError, ParameterName};

use super::foreign_table::{Fault, ForeignRow};

/// The column of the content groups.
pub(super) const GROUP: &str = "Group";

/// Columns that one polytomous model has and the others do not, but for the generalized partial credit model, which has those
/// of the partial credit model and another.
const TELLING_COLUMNS: [(&str, ModelName); 5] = [
    ("alphaj1", ModelName::Nominal),
    ("lambdaj", ModelName::RatingScale),
    ("bj", ModelName::ModifiedGraded),
    ("betaj1", ModelName::Graded),
    ("deltaj1", ModelName::PartialCredit),
];

/// A parameter with its value and the column it stands in.
struct Given<'a> {
    name: ParameterName,
    value: f64,
    column: &'a str,
}

/// The model of an item, which the names of the columns tell, unless it is said.
pub(super) fn model(row: &ForeignRow<'_>, said: Option<ModelName>) -> Result<ItemModel, Fault> {
    let known = || row.columns().iter().filter_map(|column| Some((column.as_str(), parameter(column)?)));
    let mut given = Vec::new();
    for (column, name) in known() {
        if let Some(value) = row.number(column)? {
            given.push(Given { name, value, column });
        }
    }
    let inferred = polytomous_model(row.columns());
    if inferred.is_none() {
        return dichotomous(&given, said);
    }
    let name = said.or(inferred).unwrap_or(ModelName::FourPl);
    let parameters: Vec<_> = given.iter().map(|given| (given.name, given.value)).collect();
    ItemModel::from_parameters(name, &parameters).map_err(|error| fault(&error, &given))
}

/// A dichotomous item: the smallest model that has its parameters, unless it is said.
fn dichotomous(given: &[Given<'_>], said: Option<ModelName>) -> Result<ItemModel, Fault> {
    let find = |letter: char| given.iter().find(|given| given.name.letter() == letter).map(|given| given.value);
    let b = find('b').ok_or_else(|| Fault::new("b", "the difficulty", "is missing"))?;
    let (a, c, d) = (find('a').unwrap_or(1.0), find('c').unwrap_or(0.0), find('d').unwrap_or(1.0));
    let name = said.unwrap_or_else(|| smallest(a, c, d));
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

/// The polytomous model whose parameter matrix has such columns.
fn polytomous_model(columns: &[String]) -> Option<ModelName> {
    let has = |name: &str| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    let told = TELLING_COLUMNS.into_iter().find(|(name, _)| has(name)).map(|(_, model)| model);
    match told {
        Some(ModelName::PartialCredit) if has("alphaj") => Some(ModelName::GeneralizedPartialCredit),
        told => told,
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
