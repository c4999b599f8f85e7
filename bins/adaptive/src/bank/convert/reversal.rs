//! Items that are keyed in reverse, converted to the reversed scoring.
//!
//! With the categories 0 to `K`, the reversed item gives the response `K - x` where the item of the file gives `x`.

use irt_core::ModelName;

use super::draft_item::{DraftItem, DraftParameter};
use super::fault::Fault;
use crate::args::Reversal;

/// Whether an item is reversed, given with its names: its name in the file and its id.
pub(super) fn applies(reversal: &Reversal, names: [&str; 2], draft: &DraftItem) -> bool {
    match reversal {
        Reversal::None => false,
        Reversal::All => has_slope(draft.model) && draft.value("a").is_some_and(|slope| slope < 0.0),
        Reversal::Items(ids) => ids.iter().any(|id| names.contains(&id.as_str())),
    }
}

/// The first id that is none of these items, given with their names.
pub(super) fn unknown<'a>(reversal: &'a Reversal, items: &[[String; 2]]) -> Option<&'a str> {
    let Reversal::Items(ids) = reversal else { return None };
    ids.iter().map(String::as_str).find(|id| !items.iter().flatten().any(|name| name == id))
}

const fn has_slope(model: ModelName) -> bool {
    !matches!(model, ModelName::Nominal | ModelName::PartialCredit | ModelName::RatingScale)
}

/// The item with reversed categories.
///
/// - 1PL to 4PL: `-a`, `b`, `1 - d`, `1 - c`, as `1 - P = (1 - d) + (d - c) / (1 + exp(a (theta - b)))`.
/// - GRM and GPCM: `-a` and the thresholds or steps from the last to the first; MGRM: also the `c_k`.
/// - NRM: `a_{K-k} - a_K` and `c_{K-k} - c_K`, category 0 having zeros.
///
/// An item must have a negative slope, so that the reversed one has a positive slope; a nominal item has no such rule.
pub(super) fn reversed(draft: &DraftItem) -> Result<DraftItem, Fault> {
    if draft.model == ModelName::Nominal {
        return Ok(reversed_nominal(draft));
    }
    let column = draft.parameters.iter().find(|parameter| parameter.name == "a");
    let column = column.map_or_else(|| "a".to_owned(), |parameter| parameter.column.clone());
    match draft.value("a") {
        Some(slope) if slope < 0.0 && has_slope(draft.model) => {}
        slope => {
            let rule = "is not negative: reversed, the item would have a negative slope";
            return Err(Fault::new(column, slope.unwrap_or(1.0), rule));
        }
    }
    if draft.model.is_dichotomous() {
        return Ok(reversed_dichotomous(draft));
    }
    let order = |letter: char| -> Vec<&DraftParameter> {
        draft.parameters.iter().filter(|parameter| is_numbered(parameter, letter)).collect()
    };
    let single = draft.parameters.iter().filter(|parameter| parameter.name.len() == 1).map(|parameter| {
        let sign = if parameter.name == "a" { -1.0 } else { 1.0 };
        changed(parameter, &parameter.name, sign * parameter.value)
    });
    let letter = if draft.model == ModelName::ModifiedGraded { 'c' } else { 'b' };
    let numbered = (1..).zip(order(letter).into_iter().rev());
    let numbered =
        numbered.map(|(number, parameter)| changed(parameter, &format!("{letter}{number}"), parameter.value));
    Ok(DraftItem { model: draft.model, parameters: single.chain(numbered).collect() })
}

fn is_numbered(parameter: &DraftParameter, letter: char) -> bool {
    parameter.name.len() > 1 && parameter.name.starts_with(letter)
}

fn changed(parameter: &DraftParameter, name: &str, value: f64) -> DraftParameter {
    DraftParameter { name: name.to_owned(), value, column: parameter.column.clone(), is_given: false }
}

fn reversed_dichotomous(draft: &DraftItem) -> DraftItem {
    let parameters: Vec<DraftParameter> = draft
        .parameters
        .iter()
        .map(|parameter| match parameter.name.as_str() {
            "a" => changed(parameter, "a", -parameter.value),
            "c" => changed(parameter, "d", 1.0 - parameter.value),
            "d" => changed(parameter, "c", 1.0 - parameter.value),
            other => changed(parameter, other, parameter.value),
        })
        .collect();
    let value =
        |name: &str| parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.value);
    // Reversed, an item with a lower asymptote has an upper one.
    let model = if value("d").is_some_and(|d| d != 1.0) { ModelName::FourPl } else { draft.model };
    DraftItem { model, parameters }
}

fn reversed_nominal(draft: &DraftItem) -> DraftItem {
    let parameters = ['a', 'c'].into_iter().flat_map(|letter| {
        let lines: Vec<&DraftParameter> = draft.parameters.iter().filter(|line| is_numbered(line, letter)).collect();
        let last = lines.last().map_or(0.0, |line| line.value);
        // Category k of the reversed item is category K - k; the last one is category 0, whose values are 0.
        let values: Vec<f64> = lines.iter().rev().skip(1).map(|line| line.value).chain([0.0]).collect();
        let named = (1..).zip(lines).zip(values);
        let named = named.map(|((number, line), value)| changed(line, &format!("{letter}{number}"), value - last));
        named.collect::<Vec<_>>()
    });
    DraftItem { model: draft.model, parameters: parameters.collect() }
}
