//! The value of a running test: all that is needed to go on with it.

use crate::assembly::Fingerprint;
use crate::design::ExamineeStart;
use crate::identity::ItemIndex;
use crate::response::Response;
use crate::stopping::StopReason;

/// Everything that an [`AdaptiveEngine`](crate::AdaptiveEngine) cannot derive from its bank and design.
///
/// A plain value: it can be stored anywhere and, with the same [`AdaptiveTest`](crate::AdaptiveTest),
/// [restored](crate::AdaptiveEngine::restore) into an engine that goes on exactly where this one stood.
/// Item indexes refer to the bank that the session is pinned to.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EngineState {
    /// Seed of every random draw of the session; a draw depends on (seed, position) only.
    pub seed: u64,
    /// The interim estimate of the ability.
    pub theta: f64,
    /// The standard error that goes with `theta`.
    pub standard_error: f64,
    /// The items answered so far, in the order in which they were shown.
    pub items: Vec<ItemIndex>,
    /// The scored answers, one for each of `items`.
    pub responses: Vec<Response>,
    /// The item shown and not answered yet; `None` when the test has stopped.
    pub pending: Option<ItemIndex>,
    /// Why the test has stopped; `None` while it runs.
    pub stop_reason: Option<StopReason>,
    /// The greatest number of items the design allows.
    pub max_items: u32,
    /// What was known of the examinee at the start.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "ExamineeStart::is_empty"))]
    pub examinee: ExamineeStart,
    /// The items withheld since the start because of their exposure rates, as the caller gave them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub withheld: Vec<ItemIndex>,
    /// The bank and the design that the state was taken on. `None` where it is not known: in states stored by versions
    /// that did not have it, or where something else pins them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub fingerprint: Option<Fingerprint>,
}

impl EngineState {
    /// How many items have been answered.
    #[must_use]
    pub fn items_completed(&self) -> usize {
        self.responses.len()
    }
}
