//! Attributes of items and stimuli.

use std::collections::BTreeMap;

use thiserror::Error;

/// A column of attributes.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Every filled cell is a number; the others are missing.
    Numbers(Vec<Option<f64>>),
    /// Text; an empty cell is the empty text, and `NA` is missing.
    Texts(Vec<Option<String>>),
}

impl Column {
    /// The column of these cells: of numbers if every filled cell is a number, else of text.
    ///
    /// `NA` is missing in either. An empty cell is missing in a column of numbers and the empty text in a column of text.
    #[must_use]
    pub fn from_cells(cells: &[&str]) -> Self {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        let is_empty = |cell: &str| cell.is_empty() || cell == MISSING;
        let number = |cell: &str| cell.parse::<f64>().ok().filter(|number| number.is_finite());
        if cells.iter().all(|cell| is_empty(cell) || number(cell).is_some()) {
            return Self::Numbers(cells.into_iter().map(number).collect());
        }
        Self::Texts(cells.into_iter().map(|cell| (cell != MISSING).then(|| cell.to_owned())).collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
        }
    }

    /// The value in a row.
    pub(crate) fn value(&self, row: usize) -> Value<'_> {
        match self {
            Self::Numbers(cells) => cells[row].map_or(Value::Missing, Value::Number),
            Self::Texts(cells) => cells[row].as_deref().map_or(Value::Missing, Value::Text),
        }
    }
}

/// The cell of a missing value.
const MISSING: &str = "NA";

/// The value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    Number(f64),
    Text(&'a str),
    Missing,
}

impl Value<'_> {
    /// The value as people write it.
    pub(crate) fn text(self) -> String {
        match self {
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.to_owned(),
            Value::Missing => MISSING.to_owned(),
        }
    }
}

/// A table of attributes: one row for each item, or for each stimulus. Names of columns are the same in upper and lower case.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeTable {
    ids: Vec<String>,
    /// The names as the file has them, by their names in lower case.
    columns: BTreeMap<String, (String, Column)>,
}

/// A fault of a table of attributes.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AttributeError {
    /// The file cannot be read as CSV.
    #[error("the table is not readable as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// No column has the ids.
    #[error("no column is named {expected}, which has the ids")]
    NoIds {
        /// The names that the column may have.
        expected: String,
    },
    /// Two columns have the same name.
    #[error("column {name} appears twice; upper and lower case are the same")]
    ColumnTwice {
        /// The name.
        name: String,
    },
    /// A row has no id.
    #[error("row {row} has no id")]
    NoId {
        /// The number of the row, from 1, without the header.
        row: usize,
    },
    /// Two rows have the same id.
    #[error("{id} appears twice")]
    IdTwice {
        /// The id.
        id: String,
    },
    /// A column is not as long as the list of ids.
    #[error("column {name} has {found} values for {expected} ids")]
    Length {
        /// The name.
        name: String,
        /// The number of values.
        found: usize,
        /// The number of ids.
        expected: usize,
    },
    /// An item of the bank has no attributes.
    #[error("{id} has no row in the table of attributes")]
    Unknown {
        /// The id.
        id: String,
    },
}

/// The names of the column with the ids of items.
pub const ITEM_IDS: [&str; 2] = ["id", "item_id"];
/// The names of the column with the ids of stimuli, in the table of stimuli and in that of items.
pub const STIMULUS_IDS: [&str; 3] = ["stid", "stimulus_id", "stimulus"];

impl AttributeTable {
    /// A table from ids and columns with names.
    ///
    /// # Errors
    /// Ids or names that appear twice, empty ids, and columns of another length.
    pub fn new(ids: Vec<String>, columns: Vec<(String, Column)>) -> Result<Self, AttributeError> {
        let mut seen = std::collections::BTreeSet::new();
        for (row, id) in ids.iter().enumerate() {
            if id.is_empty() {
                return Err(AttributeError::NoId { row: row + 1 });
            }
            if !seen.insert(id) {
                return Err(AttributeError::IdTwice { id: id.clone() });
            }
        }
        let mut by_name = BTreeMap::new();
        for (name, column) in columns {
            let (found, expected) = (column.len(), ids.len());
            if found != expected {
                return Err(AttributeError::Length { name, found, expected });
            }
            let key = name.to_lowercase();
            if by_name.insert(key, (name.clone(), column)).is_some() {
                return Err(AttributeError::ColumnTwice { name });
            }
        }
        Ok(Self { ids, columns: by_name })
    }

    /// The table of items in a CSV file. The column `ID` or `item_id` has the ids.
    ///
    /// ```
    /// use test_assembly::AttributeTable;
    ///
    /// let items = AttributeTable::items_from_csv("ID,LEVEL\nq1,3\nq2,4\n".as_bytes())?;
    /// assert_eq!(items.ids(), ["q1", "q2"]);
    /// # Ok::<(), test_assembly::AttributeError>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no CSV, no column of ids, ids or columns that appear twice.
    pub fn items_from_csv(text: &[u8]) -> Result<Self, AttributeError> {
        Self::from_csv(text, &ITEM_IDS)
    }

    /// The table of stimuli in a CSV file. The column `STID`, `stimulus_id` or `stimulus` has the ids.
    ///
    /// # Errors
    /// As for items.
    pub fn stimuli_from_csv(text: &[u8]) -> Result<Self, AttributeError> {
        Self::from_csv(text, &STIMULUS_IDS)
    }

    fn from_csv(text: &[u8], id_names: &[&str]) -> Result<Self, AttributeError> {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
        let header = reader.headers()?.clone();
        let records = reader.records().collect::<Result<Vec<_>, _>>()?;
        let cells = |place: usize| -> Vec<&str> { records.iter().map(|record| &record[place]).collect() };
        let is_id = |name: &str| id_names.contains(&name.to_lowercase().as_str());
        let expected = || AttributeError::NoIds { expected: id_names.join(" or ") };
        let id = header.iter().position(is_id).ok_or_else(expected)?;
        let ids = cells(id).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let named = header.iter().enumerate().filter(|(_, name)| !name.is_empty());
        let mut columns: Vec<_> =
            named.map(|(place, name)| (name.to_owned(), Column::from_cells(&cells(place)))).collect();
        // Conditions may name the ids as either layout does.
        for name in id_names.iter().filter(|name| !header.iter().any(|other| other.eq_ignore_ascii_case(name))) {
            columns.push(((*name).to_owned(), Column::from_cells(&cells(id))));
        }
        Self::new(ids, columns)
    }

    /// The ids in the order of the rows.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The rows of these ids, in their order. Rows of other ids are left out.
    ///
    /// # Errors
    /// An id without a row.
    pub fn for_ids<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Result<Self, AttributeError> {
        let place: BTreeMap<&str, usize> = self.ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect();
        let rows = ids
            .into_iter()
            .map(|id| place.get(id).copied().ok_or_else(|| AttributeError::Unknown { id: id.to_owned() }))
            .collect::<Result<Vec<_>, _>>()?;
        let picked = |column: &Column| match column {
            Column::Numbers(cells) => Column::Numbers(rows.iter().map(|row| cells[*row]).collect()),
            Column::Texts(cells) => Column::Texts(rows.iter().map(|row| cells[*row].clone()).collect()),
        };
        let columns = self.columns.iter().map(|(key, (name, column))| (key.clone(), (name.clone(), picked(column))));
        Ok(Self { ids: rows.iter().map(|row| self.ids[*row].clone()).collect(), columns: columns.collect() })
    }

    /// The column of a name, in whichever case.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(&name.to_lowercase()).map(|(_, column)| column)
    }

    /// The first of these columns that the table has.
    pub(crate) fn first_column(&self, names: &[&str]) -> Option<&Column> {
        names.iter().find_map(|name| self.column(name))
    }

    /// The names of all columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.columns.values().map(|(name, _)| name.as_str()).collect()
    }
}
