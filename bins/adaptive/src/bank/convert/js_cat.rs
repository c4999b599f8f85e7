//! Items of jsCAT: `a, b, c, d`, or `discrimination, difficulty, guessing, slipping`.

use irt_core::ModelName;

use super::dichotomous::{Asymptotes, Cell, by_difficulty};
use super::draft_item::DraftItem;
use super::fault::Fault;
use super::foreign_table::ForeignRow;

/// The item of a row. What jsCAT calls slipping is the upper asymptote: 1 without slips.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let b = match either(row, ["b", "difficulty"])? {
        Some(b) => b,
        None => (row.needed(several_cats(row, "difficulty")?, "the difficulty")?, "difficulty"),
    };
    let asymptotes = Asymptotes { lower: either(row, ["c", "guessing"])?, upper: either(row, ["d", "slipping"])? };
    by_difficulty(either(row, ["a", "discrimination"])?, b, asymptotes, stated)
}

/// The value of a parameter, which has a short and a long name.
fn either<'a>(row: &ForeignRow<'_>, names: [&'a str; 2]) -> Result<Option<Cell<'a>>, Fault> {
    let [short, long] = names;
    match (row.number(short)?, row.number(long)?) {
        (Some(_), Some(value)) => {
            Err(Fault::new(long, value, format!("is given twice: in the column {short} as well")))
        }
        (Some(value), None) => Ok(Some((value, short))),
        (None, value) => Ok(value.map(|value| (value, long))),
    }
}

/// Refuses the columns `<cat>.difficulty` of a corpus for several tests.
fn several_cats<'a>(row: &ForeignRow<'_>, name: &'a str) -> Result<&'a str, Fault> {
    let of_cat = |column: &&String| column.ends_with(&format!(".{name}")) || column.ends_with(".b");
    match row.columns().iter().find(of_cat) {
        Some(column) => {
            let rule = "is of one of several tests; keep the columns of one, and leave its name out of theirs";
            Err(Fault::new(column, "the parameter", rule))
        }
        None => Ok(name),
    }
}
