//! What the store keeps of a running exam session.

use std::time::{Duration, SystemTime};

use irt_core::{Ability, EngineState};

/// The working copy of an exam session.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionState {
    /// How many answers the record held when this copy was made; the guard of every later save.
    pub revision: u64,
    /// The name of the exam type.
    pub exam_type: String,
    /// The number of the exam type version the session is pinned to.
    pub exam_type_id: i64,
    /// SHA-256 of the token that lets the examinee in.
    pub token_digest: [u8; 32],
    /// From when on the session takes no more answers; `None` without a time limit, and in values of programs that do not keep it.
    pub expires_at: Option<SystemTime>,
    /// The engine's own state.
    pub engine: EngineState,
    /// The parameters of the items answered so far, for people who read the value. Only JSON values carry them;
    /// the engine takes its parameters from the bank the session is pinned to.
    pub item_params_list: Vec<ItemParams>,
}

impl SessionState {
    /// The summary of the session, whose value is kept for `ttl` from now on.
    #[must_use]
    pub fn summary(self, ttl: Duration) -> StateSummary {
        let engine = self.engine;
        StateSummary {
            revision: self.revision,
            exam_type: self.exam_type,
            ability: Ability { theta: engine.theta, se: engine.standard_error },
            items_completed: u32::try_from(engine.items_completed()).unwrap_or(u32::MAX),
            max_items: engine.max_items,
            finished: engine.stop_reason.is_some(),
            ttl,
        }
    }
}

/// The parameters of an item, as JSON values show them.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ItemParams {
    /// Discrimination.
    pub a: f64,
    /// Difficulty.
    pub b: f64,
    /// Lower asymptote.
    pub c: f64,
    /// Upper asymptote.
    pub d: f64,
}

/// The progress of a session, read without rebuilding its engine.
#[derive(Debug, Clone, PartialEq)]
pub struct StateSummary {
    /// How many answers have been recorded.
    pub revision: u64,
    /// The name of the exam type.
    pub exam_type: String,
    /// The interim estimate.
    pub ability: Ability,
    /// How many items have been answered.
    pub items_completed: u32,
    /// The greatest number of items the design allows.
    pub max_items: u32,
    /// Whether the test has stopped.
    pub finished: bool,
    /// How long the value will still be kept.
    pub ttl: Duration,
}
