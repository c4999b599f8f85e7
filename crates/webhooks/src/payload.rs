//! What a message says.

use serde::Serialize;

/// The body of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Payload {
    /// What happened, for example `session.completed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, as in RFC 3339.
    pub timestamp: String,
    /// The session, as it is when the message is sent.
    pub data: SessionData,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionData {
    /// Its number.
    pub exam_session_id: i64,
    /// The name of its exam type.
    pub exam_type: String,
    /// The version of its exam type.
    pub exam_type_version: i32,
    /// The examinee, as the platform names them; null where nobody is named.
    pub examinee_id: Option<String>,
    /// `active`, `completed` or `voided`, as in summaries.
    pub status: String,
    /// Why it ended; null while it is active.
    pub stop_reason: Option<String>,
    /// The final estimate; null while it is active.
    pub theta: Option<f64>,
    /// The standard error of the final estimate; null while it is active.
    pub standard_error: Option<f64>,
    /// The quality of the final estimate; null while it is active.
    pub estimate_status: Option<String>,
    /// How many items were answered.
    pub items_completed: u64,
    /// When it was started, as in RFC 3339.
    pub started_at: String,
    /// When it was completed, as in RFC 3339; null while it is active.
    pub completed_at: Option<String>,
}

impl Payload {
    /// The body as JSON.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}
