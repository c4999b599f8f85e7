//! Parameter files of flexMIRT, `…-prm.txt`: one line for each item and each group, with tabs between the fields.
//!
//! A line of an item has 1, its name, the number of its group, the number of dimensions, the model (1 the 3PL model, 2 the
//! graded, 3 the nominal model), the number of categories, and the parameters; a line of a group begins with 0.

use std::f64::consts::PI;

use anyhow::bail;
use irt_core::ModelName;

use super::dichotomous::{Asymptotes, by_intercept};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::{ForeignRow, ForeignTable, TableLine};
use crate::delimited_text::text_lines;
use crate::source::Source;

/// The fields before the parameters.
const COLUMNS: [&str; 6] = ["entry", "item", "group", "dimensions", "model", "categories"];
/// What the column of a later field is called; fields are counted from 1.
const FIELD: &str = "field ";
/// How far scores may be from 0, 1, 2, … to be these in decimals.
const ROUNDING: f64 = 1e-9;

/// The items of the file, each once, and a note on a latent distribution that is not standard normal.
pub(super) fn table(source: &Source) -> anyhow::Result<(ForeignTable, Vec<String>)> {
    let (mut items, mut notes): (Vec<(u64, Vec<String>)>, Vec<String>) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text_lines(source)?) {
        let fields: Vec<String> = match line.contains('\t') {
            true => line.trim_end().split('\t').map(|field| field.trim().to_owned()).collect(),
            false => line.split_whitespace().map(str::to_owned).collect(),
        };
        match fields.first().map(String::as_str) {
            None | Some("") => {}
            Some("0") => notes.extend(latent_distribution(&fields)),
            // An item that several groups share stands there for each of them.
            Some("1") if items.iter().any(|(_, known)| known[1] == fields[1] && known[3..] == fields[3..]) => {}
            Some("1") if fields.len() > COLUMNS.len() => items.push((number, fields)),
            _ => bail!(
                "{source}: line {number}: it is no line of a parameter file of flexMIRT, which begins with 0 or 1"
            ),
        }
    }
    let width = items.iter().map(|(_, fields)| fields.len()).max().unwrap_or(COLUMNS.len());
    let later = (COLUMNS.len() + 1..=width).map(|number| format!("{FIELD}{number}"));
    let columns = COLUMNS.into_iter().map(str::to_owned).chain(later).collect();
    let lines = items.into_iter().map(|(number, mut fields)| {
        fields.resize(width, String::new());
        TableLine { number, cells: Ok(fields) }
    });
    Ok((ForeignTable::new(source, columns, lines.collect())?, notes))
}

fn latent_distribution(fields: &[String]) -> Option<String> {
    let (group, mean, variance) =
        (fields.get(1)?, fields.get(5)?.parse::<f64>().ok()?, fields.get(6)?.parse::<f64>().ok()?);
    (mean != 0.0 || variance != 1.0).then(|| {
        let sd = (variance.sqrt() * 1e4).round() / 1e4;
        format!(
            "group {group} has mean {mean} and variance {variance}: its design needs [prior] mean = {mean}, sd = {sd}"
        )
    })
}

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    // They say what the line is, and are not parameters.
    let _ = (row.text("entry"), row.text("group"));
    let dimensions = row.needed("dimensions", "the number of dimensions")?;
    if dimensions != 1.0 {
        return Err(Fault::new("dimensions", dimensions, "dimensions; a bank has one"));
    }
    let categories = row.needed("categories", "the number of categories")?;
    if !(2.0..=255.0).contains(&categories) || categories.fract() != 0.0 {
        return Err(Fault::new("categories", categories, "is not a number of categories from 2 to 255"));
    }
    let model = row.needed("model", "the model")?;
    match model {
        1.0 => three_pl(row, stated),
        2.0 => graded(row, categories as usize, stated),
        3.0 => nominal(row, categories as usize, stated),
        _ => Err(Fault::new("model", model, "is not 1 (3PL), 2 (graded) or 3 (nominal)")),
    }
}

fn field(number: usize) -> String {
    format!("{FIELD}{number}")
}

/// `g + (1 - g) L(a theta + c)`: the logit of `g`, then `c` and `a`.
fn three_pl(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let [logit, intercept, slope] = [7, 8, 9].map(field);
    let guessing = 1.0 / (1.0 + (-row.needed(&logit, "the logit of the guessing parameter")?).exp());
    let a = (row.needed(&slope, "the slope")?, slope.as_str());
    let lower = Some((guessing, logit.as_str()));
    by_intercept(a, (row.needed(&intercept, "the intercept")?, &intercept), Asymptotes { lower, upper: None }, stated)
}

/// `P(X >= k) = L(a theta + c_k)`: the intercepts, then the slope. With two categories it is the 2PL model.
fn graded(row: &ForeignRow<'_>, categories: usize, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let slope = field(6 + categories);
    let a = row.needed(&slope, "the slope")?;
    let intercepts: Vec<f64> =
        (7..6 + categories).map(|number| row.needed(&field(number), "the intercept")).collect::<Result<_, _>>()?;
    if let [intercept] = intercepts.as_slice() {
        return by_intercept((a, &slope), (*intercept, &field(7)), Asymptotes::default(), stated);
    }
    let draft = DraftItem::new(agreed_model("model", ModelName::Graded, stated)?).computed("a", a, slope);
    Ok(draft.computed_list('b', (7..).zip(intercepts).map(|(number, c)| (-c / a, field(number)))))
}

/// `P(k)` in proportion to `exp(a s_k theta + c_k)`, the scores being `s = T alpha` and the intercepts `c = L gamma`.
fn nominal(row: &ForeignRow<'_>, categories: usize, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let mut next = 7;
    let scores = contrasts(row, &mut next, categories, identity_of_scores)?;
    let (a, slope) = (row.needed(&field(next), "the slope")?, field(next));
    next += 1;
    let first_intercept = next;
    let intercepts = contrasts(row, &mut next, categories, identity_of_intercepts)?;
    let column = field(first_intercept);
    if (0..).zip(&scores).all(|(number, score)| (score - f64::from(number)).abs() < ROUNDING) {
        let model = match stated {
            Some(ModelName::PartialCredit) => ModelName::PartialCredit,
            _ => agreed_model("model", ModelName::GeneralizedPartialCredit, stated)?,
        };
        let steps = intercepts.windows(2).map(|pair| ((pair[0] - pair[1]) / a, column.clone()));
        return Ok(DraftItem::new(model).computed("a", a, slope).computed_list('b', steps));
    }
    let draft = DraftItem::new(agreed_model("model", ModelName::Nominal, stated)?);
    let slopes = scores.iter().skip(1).map(|score| (a * (score - scores[0]), slope.clone()));
    let lines = intercepts.iter().skip(1).map(|intercept| (intercept - intercepts[0], column.clone()));
    Ok(draft.computed_list('a', slopes).computed_list('c', lines))
}

/// The values of the categories that parameters give by a matrix: 0 for trigonometric contrasts, 1 for an identity, 2 for
/// a matrix that follows in the line, row by row.
fn contrasts(
    row: &ForeignRow<'_>,
    next: &mut usize,
    categories: usize,
    identity: fn(usize, usize, usize) -> f64,
) -> Result<Vec<f64>, Fault> {
    let mut number = |what: &str| {
        let value = row.needed(&field(*next), what);
        *next += 1;
        value
    };
    let kind = number("the kind of contrasts")?;
    let mut matrix = Vec::new();
    if kind == 2.0 {
        for _ in 0..categories * (categories - 1) {
            matrix.push(number("the element of the matrix of contrasts")?);
        }
    }
    let parameters: Vec<f64> = (1..categories).map(|_| number("the parameter")).collect::<Result<_, _>>()?;
    let element = |category: usize, column: usize| match kind {
        0.0 => trend(categories, category, column),
        1.0 => identity(categories, category, column),
        _ => matrix.get(category * (categories - 1) + column).copied().unwrap_or(0.0),
    };
    let value = |category| parameters.iter().enumerate().map(|(column, value)| element(category, column) * value).sum();
    Ok((0..categories).map(value).collect())
}

/// Thissen, Cai and Bock (2010): a linear column and sines.
fn trend(categories: usize, category: usize, column: usize) -> f64 {
    let last = (categories - 1) as f64;
    match column {
        0 => category as f64,
        _ if category == 0 || category + 1 == categories => 0.0,
        _ => (PI * column as f64 * category as f64 / last).sin(),
    }
}

/// The first parameter is for the last category, whose score it multiplies; the others are the scores between.
fn identity_of_scores(categories: usize, category: usize, column: usize) -> f64 {
    match column {
        0 if category + 1 == categories => category as f64,
        _ if column > 0 && column == category => 1.0,
        _ => 0.0,
    }
}

fn identity_of_intercepts(_: usize, category: usize, column: usize) -> f64 {
    if column + 1 == category { 1.0 } else { 0.0 }
}
