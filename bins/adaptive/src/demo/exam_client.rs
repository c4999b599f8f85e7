//! The client of an exam: in this process or over HTTP.

use serde::Deserialize;

/// An exam that can be sat, one session at a time.
pub(super) trait ExamClient {
    /// What a simulated examinee must know of the items: parameters and keys.
    fn answer_sheet(&mut self, exam_type: &str) -> anyhow::Result<AnswerSheet>;
    /// Starts a session.
    fn start(&mut self, exam_type: &str, seed: u64) -> anyhow::Result<Progress>;
    /// Answers the pending item.
    fn answer(&mut self, item_id: &str, reply: &Reply) -> anyhow::Result<Answered>;
    /// How long the session's working copy will be kept, in seconds; `None` when there is none at the moment.
    fn ttl(&mut self) -> anyhow::Result<Option<u64>>;
    /// Ends the session.
    fn complete(&mut self) -> anyhow::Result<Report>;
}

/// What an examinee replies to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// The key of an option.
    Option(String),
    /// Whether the answer is right, for items that have no options.
    Correct(bool),
}

/// Where a session stands, and the item to be answered now.
#[derive(Debug, Deserialize)]
pub(super) struct Progress {
    pub(super) exam_session_id: i64,
    pub(super) exam_type: String,
    pub(super) theta: f64,
    pub(super) standard_error: f64,
    pub(super) items_completed: u32,
    pub(super) max_items: u32,
    pub(super) item: Option<Item>,
}

/// An item as the examinee sees it.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) item_id: String,
    pub(super) position: u32,
    pub(super) stem: Option<String>,
    pub(super) options: Vec<Choice>,
}

/// An option of an item.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Choice {
    pub(super) key: String,
    pub(super) text: String,
}

/// What an answer led to.
#[derive(Debug, Deserialize)]
pub(super) struct Answered {
    #[serde(flatten)]
    pub(super) progress: Progress,
    #[serde(default)]
    pub(super) correct: Option<bool>,
}

/// The final report.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    pub(super) exam_session_id: i64,
    pub(super) exam_type: String,
    pub(super) theta: f64,
    pub(super) standard_error: f64,
    pub(super) estimate_status: String,
    pub(super) items_completed: u32,
    pub(super) stop_reason: Option<String>,
    pub(super) trace: Vec<TraceStep>,
}

/// One answer in a report.
#[derive(Debug, Deserialize)]
pub(super) struct TraceStep {
    pub(super) position: u32,
    pub(super) item_id: String,
    pub(super) content: Option<String>,
    pub(super) answer: Option<String>,
    pub(super) response: Option<u8>,
    pub(super) theta: f64,
    pub(super) standard_error: f64,
}

/// The items of a bank as their keeper sees them.
#[derive(Debug, Deserialize)]
pub(super) struct AnswerSheet {
    pub(super) scaling_constant: f64,
    pub(super) items: Vec<SheetItem>,
}

/// The parameters and the key of an item.
#[derive(Debug, Deserialize)]
pub(super) struct SheetItem {
    pub(super) item_id: String,
    pub(super) discrimination: f64,
    pub(super) difficulty: f64,
    pub(super) guessing: f64,
    pub(super) upper_asymptote: f64,
    pub(super) answer_key: Option<String>,
}

/// A time to live that has begun still counts its first second.
pub(super) fn whole_seconds(ttl: std::time::Duration) -> u64 {
    ttl.as_secs() + u64::from(ttl.subsec_nanos() > 0)
}
