//! The settings of the selection rules.

use crate::named_variants::named_variants;

/// The acceleration of progressive and proportional selection whose design does not give it.
pub const DEFAULT_ACCELERATION: f64 = 1.0;

named_variants! {
    /// Which information of an item is meant.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum InformationKind {
        /// `observed`: the negative second derivative of the log-likelihood of the response.
        #[default]
        Observed => "observed",
        /// `fisher`: its expectation over the responses.
        Fisher => "fisher",
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
