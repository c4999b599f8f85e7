//! Rows of a blueprint as they are written.

use serde::{Deserialize, Serialize};

/// What a row says, in our names and in those of TestDesign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RowKind {
    /// The number of selected items or stimuli.
    Number,
    /// The sum of an attribute over the selected ones.
    Sum,
    /// The sum of an attribute over the selected ones, divided by the length of the test or the number of stimuli.
    Average,
    /// All matching ones are selected.
    Include,
    /// None of the matching ones is selected.
    Exclude,
    /// All matching ones are selected, or none.
    AllOrNone,
    /// At most one of the matching ones is selected.
    Enemy,
    /// The test is administered in the order of an attribute. The row restricts nothing.
    Order,
}

/// Each kind with its name, and its other names.
const KINDS: [(RowKind, &str, &[&str]); 8] = [
    (RowKind::Number, "number", &["count"]),
    (RowKind::Sum, "sum", &[]),
    (RowKind::Average, "average", &["mean"]),
    (RowKind::Include, "include", &[]),
    (RowKind::Exclude, "exclude", &["not", "not include"]),
    (RowKind::AllOrNone, "all-or-none", &["allornone", "all or none", "iif"]),
    (RowKind::Enemy, "enemy", &["mutually exclusive", "xor"]),
    (RowKind::Order, "order", &[]),
];

impl RowKind {
    /// The kind of a name, in whichever case.
    ///
    /// ```
    /// use test_assembly::RowKind;
    ///
    /// assert_eq!(RowKind::from_name("XOR"), Some(RowKind::Enemy));
    /// assert_eq!(RowKind::from_name("balance"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let is_named = |row: &&(Self, &str, &[&str])| row.1 == name || row.2.contains(&name.as_str());
        KINDS.iter().find(is_named).map(|(kind, ..)| *kind)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// Whether the row has bounds.
    pub(crate) fn has_bounds(self) -> bool {
        matches!(self, Self::Number | Self::Sum | Self::Average)
    }
}

impl TryFrom<String> for RowKind {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let names: Vec<&str> = KINDS.iter().map(|(_, name, _)| *name).collect();
        Self::from_name(&name).ok_or_else(|| format!("`{name}` is no kind of row; the kinds are {}", names.join(", ")))
    }
}

impl From<RowKind> for String {
    fn from(kind: RowKind) -> Self {
        kind.name().to_owned()
    }
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// Items.
    #[default]
    Item,
    /// Stimuli: passages and the like, each with several items.
    Stimulus,
}

impl Of {
    /// What a name is about, in whichever case: `item`, or `stimulus`, `passage`, `set`, `testlet`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_lowercase().as_str() {
            "item" => Some(Self::Item),
            other if STIMULUS_NAMES.contains(&other) => Some(Self::Stimulus),
            _ => None,
        }
    }

    /// The name in the plural.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Item => "items",
            Self::Stimulus => "stimuli",
        }
    }
}

/// The names of stimuli.
pub(super) const STIMULUS_NAMES: [&str; 4] = ["stimulus", "passage", "set", "testlet"];

/// A row as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// The name of the row in messages and reports.
    pub id: String,
    /// What the row says.
    pub kind: RowKind,
    /// What it is about.
    #[serde(default)]
    pub of: Of,
    /// The attribute of `sum`, `average` and `order`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// An attribute, for each value of which the row holds, or `stimulus` for each stimulus that is selected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// The condition for the items or stimuli that the row is about.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// The largest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// `false` for a row that is kept but does not count.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub on: bool,
}

fn yes() -> bool {
    true
}

fn is_yes(on: &bool) -> bool {
    *on
}

impl RowSpec {
    /// The row that sets the length of the test.
    #[must_use]
    pub fn length(items: u32) -> Self {
        let bound = Some(f64::from(items));
        Self { lower: bound, upper: bound, ..Self::new("length".to_owned(), RowKind::Number, Of::Item) }
    }

    pub(super) fn new(id: String, kind: RowKind, of: Of) -> Self {
        Self { id, kind, of, variable: None, each: None, condition: None, lower: None, upper: None, on: true }
    }

    /// Whether the row sets the length of the test.
    pub(crate) fn is_length(&self) -> bool {
        self.kind == RowKind::Number && self.of == Of::Item && self.each.is_none() && self.condition.is_none()
    }
}
