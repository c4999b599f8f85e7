//! Which table is exported, and in which form.

/// A table of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportTable {
    /// A row for each session.
    Sessions,
    /// A row for each answer.
    Responses,
    /// A row for each session with a column for each item: the file of responses that `adaptive` reads.
    WideResponses,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Comma-separated values with a header, safe to open in a spreadsheet: text that a spreadsheet would take for a formula has an
    /// apostrophe before it.
    #[default]
    Csv,
    /// A JSON object in each line, with all texts as they are.
    NdJson,
}

impl ExportFormat {
    /// All forms.
    pub const ALL: [Self; 2] = [Self::Csv, Self::NdJson];

    /// The name over HTTP and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::NdJson => "ndjson",
        }
    }

    /// The form with this name.
    ///
    /// ```
    /// use exam::ExportFormat;
    ///
    /// assert_eq!(ExportFormat::from_name("ndjson"), Some(ExportFormat::NdJson));
    /// assert_eq!(ExportFormat::from_name("xlsx"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}
