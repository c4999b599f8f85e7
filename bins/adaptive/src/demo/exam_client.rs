//! The client of an exam: in this process or over HTTP.

use exam::{Answer, Answered, EndReason, FourParameters, Progress, SessionHeader};
use irt_core::{Ability, EstimateStatus};
use serde::Deserialize;

/// An exam that can be sat, one session at a time.
pub(super) trait ExamClient {
    /// What a simulated examinee must know of the items: parameters and keys.
    fn answer_sheet(&mut self, exam_type: &str) -> anyhow::Result<AnswerSheet>;
    /// Starts a session.
    fn start(&mut self, exam_type: &str, seed: u64) -> anyhow::Result<Progress>;
    /// Answers the pending item.
    fn answer(&mut self, item_id: &str, answer: &Answer) -> anyhow::Result<Answered>;
    /// How long the session's working copy will be kept, in seconds; `None` when there is none at the moment.
    fn ttl(&mut self) -> anyhow::Result<Option<u64>>;
    /// Ends the session.
    fn complete(&mut self) -> anyhow::Result<ShownReport>;
}

/// What the screen shows of the final report.
#[derive(Debug, Deserialize)]
pub(super) struct ShownReport {
    #[serde(flatten)]
    pub(super) header: SessionHeader,
    pub(super) estimate_status: Option<EstimateStatus>,
    pub(super) stop_reason: Option<EndReason>,
    pub(super) trace: Vec<ShownStep>,
}

/// One answer in a report.
#[derive(Debug, Deserialize)]
pub(super) struct ShownStep {
    pub(super) position: u32,
    pub(super) item_id: String,
    pub(super) content: Option<String>,
    pub(super) answer: Option<String>,
    pub(super) response: Option<u8>,
    #[serde(flatten)]
    pub(super) ability: Option<Ability>,
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
    #[serde(flatten)]
    pub(super) four_parameters: FourParameters,
    pub(super) answer_key: Option<String>,
}
