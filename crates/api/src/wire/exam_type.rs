//! Exam types.

use exam::ExamTypeRecord;
use serde::Serialize;
use utoipa::ToSchema;

use super::time::rfc3339;

/// A version of an exam type.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExamTypeReply {
    exam_type_id: i64,
    exam_type: String,
    version: i32,
    /// The number of the bank version that its sessions use.
    bank_id: i64,
    ttl_seconds: i64,
    feedback: bool,
    /// How long a session may last from its start; null without a limit.
    time_limit_seconds: Option<i64>,
    /// How a session ends when its time is over: `score` or `void`; null without a time limit.
    on_expiry: Option<&'static str>,
    #[schema(value_type = Object)]
    design: serde_json::Value,
    created_at: String,
}

impl From<ExamTypeRecord> for ExamTypeReply {
    fn from(exam_type: ExamTypeRecord) -> Self {
        let definition = exam_type.definition;
        Self {
            exam_type_id: exam_type.id.0,
            exam_type: definition.name,
            version: exam_type.version,
            bank_id: definition.bank_id.0,
            ttl_seconds: definition.ttl_seconds,
            feedback: definition.feedback,
            time_limit_seconds: definition.time_limit.map(|limit| limit.seconds),
            on_expiry: definition.time_limit.map(|limit| limit.on_expiry.as_str()),
            design: serde_json::from_str(&definition.design).unwrap_or_default(),
            created_at: rfc3339(definition.created_at),
        }
    }
}
