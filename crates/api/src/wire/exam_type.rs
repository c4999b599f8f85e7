//! Exam types.

use exam::ExamTypeRecord;
use serde::{Deserialize as _, Serialize};
use utoipa::ToSchema;

use super::design::Design;
use super::names::{EstimateDisplayName, ExpiryPolicyName, SkipPolicyName};
use super::reporting_scale::ReportingScaleReply;
use super::scalars::{Name, Seconds, Version};
use super::time::rfc3339;

// `exam::ExamTypeSpec` reads it; only the OpenAPI document uses this type.
/// An exam type to be defined.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExamTypeRequest)]
pub(crate) struct ExamTypeFields {
    /// The name that clients use to start an exam.
    #[schema(example = "algebra-b")]
    exam_type: Name,
    /// The name of the item bank.
    #[schema(example = "algebra")]
    bank: Name,
    /// The version of the bank; the latest when absent.
    bank_version: Option<Version>,
    /// How long the working copy of a session outlives its last use, in seconds.
    #[serde(default)]
    #[schema(default = 3600)]
    ttl_seconds: Seconds,
    /// Whether the reply to an answer says if it was right.
    #[serde(default)]
    #[schema(default = false)]
    feedback: bool,
    /// How long a session may last from its start, in seconds; without a limit when absent.
    time_limit_seconds: Option<Seconds>,
    /// How a session ends when this time is over; `score` when absent. It needs a time limit.
    on_expiry: Option<ExpiryPolicyName>,
    /// What an examinee sees of the estimates: none (`never`), the final one (`at_end`), or all (`always`, which needs `feedback`).
    #[serde(default)]
    #[schema(default = "never")]
    estimates: EstimateDisplayName,
    /// Whether an examinee may complete a session with fewer items than the design asks for at least (`min_items`).
    #[serde(default)]
    #[schema(default = false)]
    allow_early_completion: bool,
    /// For how many seconds after the time limit an answer to the pending item still counts; 30 when absent. It needs a time limit, of the
    /// session or of its items.
    #[schema(minimum = 0, maximum = 3600)]
    grace_seconds: Option<i64>,
    /// How many sessions an examinee may have, voided ones not counted; any number when absent. At most one of them is active.
    #[schema(minimum = 1, maximum = 10_000)]
    max_sessions_per_examinee: Option<i64>,
    /// From when on sessions may be started, with a time zone.
    #[schema(format = "date-time", example = "2030-01-31T09:00:00+01:00")]
    opens_at: Option<String>,
    /// From when on no session may be started any more, with a time zone.
    #[schema(format = "date-time", example = "2030-01-31T12:00:00+01:00")]
    closes_at: Option<String>,
    /// What becomes of an item that an examinee skips: it cannot be skipped (`refuse`), is scored as `wrong`, or does not count for
    /// the estimate (`missing`).
    #[serde(default)]
    #[schema(default = "refuse")]
    skips: SkipPolicyName,
    /// How many seconds an examinee has for an item; any number when absent. An item whose time is over counts as a skipped one, where
    /// items cannot be skipped as `wrong`.
    #[schema(minimum = 1, maximum = 86_400)]
    item_time_limit_seconds: Option<i64>,
    /// Of how many of the latest sessions the exposure rates are; 1000 when absent. It needs `design.exposure.maximum_rate`.
    #[schema(minimum = 1, maximum = 100_000)]
    exposure_window: Option<i64>,
    /// Whether each session shows the options of its items in an order of its own, which its seed determines.
    #[serde(default)]
    #[schema(default = false)]
    shuffle_options: bool,
    /// Whether an examinee may pause a session of their own, and resume it. The platform may always.
    #[serde(default)]
    #[schema(default = false)]
    examinees_may_pause: bool,
    /// The scale that scores are reported on; it replaces the design's own.
    reporting_scale: Option<ReportingScaleReply>,
    #[serde(default)]
    design: Design,
}

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
    #[schema(value_type = Option<ExpiryPolicyName>)]
    on_expiry: Option<&'static str>,
    /// What an examinee sees of the estimates.
    #[schema(value_type = EstimateDisplayName)]
    estimates: &'static str,
    /// Whether an examinee may complete a session with fewer items than the design asks for at least.
    allow_early_completion: bool,
    /// For how many seconds after the time limit an answer to the pending item still counts.
    grace_seconds: u32,
    /// How many sessions an examinee may have; null for any number.
    max_sessions_per_examinee: Option<u32>,
    /// From when on sessions may be started; null for always.
    #[schema(format = DateTime)]
    opens_at: Option<String>,
    /// From when on no session may be started any more; null for never.
    #[schema(format = DateTime)]
    closes_at: Option<String>,
    /// What becomes of an item that an examinee skips.
    #[schema(value_type = SkipPolicyName)]
    skips: &'static str,
    /// How many seconds an examinee has for an item; null without a limit.
    item_time_limit_seconds: Option<u32>,
    /// Of how many of the latest sessions the exposure rates are; null for 1000.
    exposure_window: Option<u32>,
    /// Whether each session shows the options of its items in an order of its own.
    shuffle_options: bool,
    /// Whether an examinee may pause a session of their own, and resume it.
    examinees_may_pause: bool,
    /// The scale that scores are reported on, whether it came with the exam type or within its design; null without one.
    reporting_scale: Option<ReportingScaleReply>,
    #[schema(value_type = Design)]
    design: serde_json::Value,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<ExamTypeRecord> for ExamTypeReply {
    fn from(exam_type: ExamTypeRecord) -> Self {
        let definition = exam_type.definition;
        let design: serde_json::Value = serde_json::from_str(&definition.design).unwrap_or_default();
        Self {
            exam_type_id: exam_type.id.0,
            exam_type: definition.name,
            version: exam_type.version,
            bank_id: definition.bank_id.0,
            ttl_seconds: definition.ttl_seconds,
            feedback: definition.feedback,
            time_limit_seconds: definition.time_limit.map(|limit| limit.seconds),
            on_expiry: definition.time_limit.map(|limit| limit.on_expiry.as_str()),
            estimates: definition.rules.estimates.as_str(),
            allow_early_completion: definition.rules.allow_early_completion,
            grace_seconds: definition.rules.grace_seconds,
            max_sessions_per_examinee: definition.rules.max_sessions_per_examinee,
            opens_at: definition.rules.opens_at.map(rfc3339),
            closes_at: definition.rules.closes_at.map(rfc3339),
            skips: definition.rules.skips.as_str(),
            item_time_limit_seconds: definition.rules.item_time_limit_seconds,
            exposure_window: definition.rules.exposure_window,
            shuffle_options: definition.rules.shuffle_options,
            examinees_may_pause: definition.rules.examinees_may_pause,
            reporting_scale: design.get("reporting").and_then(|scale| ReportingScaleReply::deserialize(scale).ok()),
            design,
            created_at: rfc3339(definition.created_at),
        }
    }
}
