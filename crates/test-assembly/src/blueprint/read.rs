//! Reading the rows of a blueprint: tables in TestDesign's layout and in ours, and TOML.

use serde::Deserialize;

use super::error::{BlueprintError, RowFault};
use super::row_spec::{Of, RowKind, RowSpec, STIMULUS_NAMES};
use crate::expression::{lone_name, variable_and_condition};
use crate::shadow::Refresh;

/// Reads the rows of a CSV table: TestDesign's (`CONSTRAINT_ID, TYPE, WHAT, CONDITION, LB, UB, ONOFF`) or ours
/// (`id, kind, of, variable, each, where, lower, upper, on`). The header says which one it is.
///
/// ```
/// let rows = test_assembly::rows_from_csv("TYPE,WHAT,CONDITION,LB,UB,ONOFF\nNumber,Item,,30,30,\n".as_bytes())?;
/// assert_eq!((rows[0].id.as_str(), rows[0].lower), ("C1", Some(30.0)));
/// # Ok::<(), test_assembly::BlueprintError>(())
/// ```
///
/// # Errors
/// Text that is no CSV, missing columns, and cells that cannot be read; these name the row and the column.
pub fn rows_from_csv(text: &[u8]) -> Result<Vec<RowSpec>, BlueprintError> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text);
    let header = reader.headers()?.clone();
    let layout = Layout::of(&header)?;
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let cell = |column: &'static str| {
            let place = header.iter().position(|name| name.eq_ignore_ascii_case(column));
            place.and_then(|place| record.get(place)).unwrap_or_default()
        };
        let row = Cells { number: index + 1, cell: &cell, columns: layout.columns() };
        rows.push(row.read(layout)?);
    }
    Ok(rows)
}

/// A blueprint in a TOML file of its own: `length` and `rows` at the top, or below `[blueprint]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintText {
    /// The number of items, if no row sets it.
    pub length: Option<u32>,
    /// The rows.
    #[serde(default)]
    pub rows: Vec<RowSpec>,
    /// Instead of rows, the file with a table of them.
    pub constraints: Option<String>,
    /// The file with the attributes of the items.
    pub attributes: Option<String>,
    /// The file with the attributes of the stimuli.
    pub stimuli: Option<String>,
    /// When an adaptive test assembles its shadow test again. Fixed forms do not use it.
    #[serde(default)]
    pub refresh: Refresh,
}

impl BlueprintText {
    /// Reads a blueprint in TOML. A table `[blueprint]` may stand in a file with other tables, such as a design.
    ///
    /// ```
    /// use test_assembly::BlueprintText;
    ///
    /// let text = "[blueprint]\nlength = 2\n[[blueprint.rows]]\nid = \"C1\"\nkind = \"exclude\"\nwhere = \"dok == 1\"\n";
    /// let blueprint = BlueprintText::from_toml(text)?;
    /// assert_eq!((blueprint.length, blueprint.rows.len()), (Some(2), 1));
    /// # Ok::<(), test_assembly::BlueprintError>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no TOML, or rows with unknown fields or kinds.
    pub fn from_toml(text: &str) -> Result<Self, BlueprintError> {
        #[derive(Deserialize)]
        struct File {
            blueprint: Option<BlueprintText>,
        }
        Ok(match toml::from_str::<File>(text)?.blueprint {
            Some(blueprint) => blueprint,
            None => toml::from_str(text)?,
        })
    }
}

/// The rows, with one for the length before them if the length is given and no row sets the same.
#[must_use]
pub fn with_length(length: Option<u32>, mut rows: Vec<RowSpec>) -> Vec<RowSpec> {
    if let Some(length) = length {
        let row = RowSpec::length(length);
        let is_same = |other: &RowSpec| other.is_length() && (other.lower, other.upper) == (row.lower, row.upper);
        if !rows.iter().any(is_same) {
            rows.insert(0, row);
        }
    }
    rows
}

/// Whose table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    TestDesign,
    Ours,
}

/// The names of the columns, in the order of `Cells`.
struct Columns {
    id: &'static str,
    kind: &'static str,
    of: &'static str,
    condition: &'static str,
    lower: &'static str,
    upper: &'static str,
    on: &'static str,
}

impl Layout {
    fn of(header: &csv::StringRecord) -> Result<Self, BlueprintError> {
        let has = |name: &str| header.iter().any(|column| column.eq_ignore_ascii_case(name));
        let needed = if has("kind") { vec!["id", "kind"] } else { vec!["TYPE", "WHAT", "CONDITION", "LB", "UB"] };
        if let Some(column) = needed.into_iter().find(|column| !has(column)) {
            let found = header.iter().collect::<Vec<_>>().join(", ");
            return Err(BlueprintError::NoColumn { column, found });
        }
        Ok(if has("kind") { Self::Ours } else { Self::TestDesign })
    }

    fn columns(self) -> Columns {
        match self {
            Self::TestDesign => Columns {
                id: "CONSTRAINT_ID",
                kind: "TYPE",
                of: "WHAT",
                condition: "CONDITION",
                lower: "LB",
                upper: "UB",
                on: "ONOFF",
            },
            Self::Ours => Columns {
                id: "id",
                kind: "kind",
                of: "of",
                condition: "where",
                lower: "lower",
                upper: "upper",
                on: "on",
            },
        }
    }
}

/// The cells of a row.
struct Cells<'a> {
    number: usize,
    cell: &'a dyn Fn(&'static str) -> &'a str,
    columns: Columns,
}

impl Cells<'_> {
    fn id(&self) -> String {
        match (self.cell)(self.columns.id) {
            "" => format!("C{}", self.number),
            id => id.to_owned(),
        }
    }

    fn fault(&self, column: &'static str, fault: RowFault) -> BlueprintError {
        BlueprintError::Row { number: self.number, id: self.id(), column, fault }
    }

    fn read(&self, layout: Layout) -> Result<RowSpec, BlueprintError> {
        let Columns { kind: kind_column, of: of_column, on: on_column, .. } = self.columns;
        let text = (self.cell)(kind_column);
        let kind =
            RowKind::from_name(text).ok_or_else(|| self.fault(kind_column, RowFault::UnknownKind(text.to_owned())))?;
        let of = match ((self.cell)(of_column), layout) {
            ("", Layout::Ours) => Of::Item,
            (text, _) => {
                Of::from_name(text).ok_or_else(|| self.fault(of_column, RowFault::UnknownOf(text.to_owned())))?
            }
        };
        let mut row = RowSpec::new(self.id(), kind, of);
        row.on = match (self.cell)(on_column).to_lowercase().as_str() {
            "" | "on" | "true" => true,
            "off" | "false" => false,
            other => return Err(self.fault(on_column, RowFault::UnknownSwitch(other.to_owned()))),
        };
        row.lower = self.bound(self.columns.lower)?;
        row.upper = self.bound(self.columns.upper)?;
        match layout {
            Layout::TestDesign => self.read_condition(&mut row)?,
            Layout::Ours => {
                row.variable = filled((self.cell)("variable"));
                row.each = filled((self.cell)("each"));
                row.condition = filled((self.cell)("where"));
            }
        }
        Ok(row)
    }

    fn bound(&self, column: &'static str) -> Result<Option<f64>, BlueprintError> {
        match (self.cell)(column) {
            "" | "NA" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(self.fault(column, RowFault::NoNumber(text.to_owned()))),
            },
        }
    }

    /// Takes TestDesign's condition apart.
    fn read_condition(&self, row: &mut RowSpec) -> Result<(), BlueprintError> {
        let text = (self.cell)(self.columns.condition);
        let lower = text.to_lowercase();
        if !row.kind.has_bounds() {
            (row.lower, row.upper) = (None, None);
        }
        if ["", "test", "per test"].contains(&lower.as_str()) {
            return Ok(());
        }
        match row.kind {
            RowKind::Sum | RowKind::Average => {
                let parts = variable_and_condition(text)
                    .map_err(|fault| self.fault(self.columns.condition, RowFault::syntax(fault)))?;
                row.variable = Some(parts.variable);
                row.condition = parts.condition;
            }
            RowKind::Order => row.variable = Some(lone_name(text).unwrap_or_else(|| text.to_owned())),
            RowKind::Number if lower.strip_prefix("per ").is_some_and(|name| STIMULUS_NAMES.contains(&name.trim())) => {
                row.each = Some(STIMULUS_NAMES[0].to_owned());
            }
            RowKind::Number if lone_name(text).is_some() => row.each = lone_name(text),
            _ => row.condition = Some(text.to_owned()),
        }
        Ok(())
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
