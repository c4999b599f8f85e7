//! The settings of the selection rules.

/// The acceleration of progressive and proportional selection whose design does not give it.
pub const DEFAULT_ACCELERATION: f64 = 1.0;

/// Which information of an item is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum InformationKind {
    /// `observed`: the negative second derivative of the log-likelihood of the response.
    #[default]
    Observed,
    /// `fisher`: its expectation over the responses.
    Fisher,
}

impl InformationKind {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Fisher => "fisher",
        }
    }
}

/// What a design settles of all choices, whatever the answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SelectionSettings {
    /// The information that expected information refers to.
    pub(crate) information: InformationKind,
    /// How fast chance gives way to information.
    pub(crate) acceleration: f64,
    /// The greatest number of items of a test.
    pub(crate) max_items: u32,
    /// The standard error at which a test stops.
    pub(crate) standard_error: Option<f64>,
    /// The distance between two nodes of the quadrature.
    pub(crate) node_spacing: f64,
}
