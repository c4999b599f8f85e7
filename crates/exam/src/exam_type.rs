//! Exam types: a bank, a test design and the rules of a session.

use std::time::SystemTime;

use irt_core::{CatDesign, CatSpec, ReportingScale, ReportingSpec};
use persistence::{BankId, ExpiryPolicy, NewExamType, TimeLimit};
use serde::{Deserialize, Serialize};

use crate::bank_file::check_name;
use crate::error::ExamError;

/// How long the working copy of a session outlives its last use, unless the exam type says otherwise.
pub const DEFAULT_TTL_SECONDS: i64 = 3600;
/// The longest time to live an exam type may ask for: 30 days.
pub const MAX_TTL_SECONDS: i64 = 30 * 24 * 3600;

/// The longest time limit an exam type may set: 30 days.
pub const MAX_TIME_LIMIT_SECONDS: i64 = 30 * 24 * 3600;

/// The definition of an exam type, as received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamTypeSpec {
    /// The name that clients use to start an exam.
    pub exam_type: String,
    /// The name of the item bank.
    pub bank: String,
    /// The version of the bank; the latest when absent.
    #[serde(default)]
    pub bank_version: Option<i32>,
    /// How long the working copy of a session outlives its last use, in seconds.
    #[serde(default = "default_ttl_seconds")]
    pub ttl_seconds: i64,
    /// Whether the reply to an answer says if it was right.
    #[serde(default)]
    pub feedback: bool,
    /// How long a session may last from its start, in seconds; without a limit when absent.
    #[serde(default)]
    pub time_limit_seconds: Option<i64>,
    /// How a session ends when this time is over; it is scored when absent.
    #[serde(default)]
    pub on_expiry: Option<ExpiryPolicy>,
    /// The scale that scores are reported on; it replaces the design's own.
    #[serde(default)]
    pub reporting_scale: Option<ReportingSpec>,
    /// The test design.
    #[serde(default)]
    pub design: CatSpec,
}

const fn default_ttl_seconds() -> i64 {
    DEFAULT_TTL_SECONDS
}

impl ExamTypeSpec {
    /// Checks everything that can be checked without the bank.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] or [`ExamError::InvalidDesign`] names the faulty field.
    pub fn validate(&self) -> Result<CatDesign, ExamError> {
        check_name("exam_type", &self.exam_type)?;
        check_name("bank", &self.bank)?;
        self.check_bank_version()?;
        check_ttl("ttl_seconds", self.ttl_seconds)?;
        self.time_limit()?;
        self.check_inputs()?;
        self.check_reporting_scale()?;
        CatDesign::new(self.design.clone()).map_err(ExamError::InvalidDesign)
    }

    fn check_bank_version(&self) -> Result<(), ExamError> {
        match self.bank_version {
            Some(version) if version < 1 => Err(ExamError::invalid("bank_version", version, "versions begin with 1")),
            _ => Ok(()),
        }
    }

    /// The time limit, where there is one.
    fn time_limit(&self) -> Result<Option<TimeLimit>, ExamError> {
        match (self.time_limit_seconds, self.on_expiry) {
            (None, None) => Ok(None),
            (None, Some(policy)) => {
                let rule = "it needs time_limit_seconds: without a time limit no session expires";
                Err(ExamError::invalid("on_expiry", policy.as_str(), rule))
            }
            (Some(seconds), policy) if (1..=MAX_TIME_LIMIT_SECONDS).contains(&seconds) => {
                Ok(Some(TimeLimit { seconds, on_expiry: policy.unwrap_or_default() }))
            }
            (Some(seconds), _) => {
                let rule = "a time limit is 1 to 2592000 seconds (30 days)";
                Err(ExamError::invalid("time_limit_seconds", seconds, rule))
            }
        }
    }

    /// A session has neither a clock nor exposure rates to hand to its engine.
    fn check_inputs(&self) -> Result<(), ExamError> {
        let needs = [
            ("design.stopping.time_budget", self.design.stopping.time_budget),
            ("design.exposure.maximum_rate", self.design.exposure.maximum_rate),
        ];
        match needs.into_iter().find_map(|(field, value)| Some((field, value?))) {
            Some((field, value)) => Err(ExamError::invalid(field, value, "exam sessions do not support this rule")),
            None => Ok(()),
        }
    }

    fn check_reporting_scale(&self) -> Result<(), ExamError> {
        let Some(spec) = &self.reporting_scale else { return Ok(()) };
        let checked = ReportingScale::new(spec.clone());
        checked.map(drop).map_err(|error| {
            let field = error.field.replacen("reporting", "reporting_scale", 1);
            ExamError::invalid(&field, &error.value, &format!("it {}", error.cause))
        })
    }

    /// The row of the exam type. The record keeps the scale within the design, and the design with its defaults written
    /// down, so that a later version with other defaults runs the same.
    pub(crate) fn into_new_exam_type(
        mut self,
        design: &CatDesign,
        bank_id: BankId,
        created_at: SystemTime,
    ) -> Result<NewExamType, ExamError> {
        let mut resolved = design.resolved_spec();
        if let Some(scale) = self.reporting_scale.take() {
            resolved.reporting = Some(scale);
        }
        let design = serde_json::to_string(&resolved)
            .map_err(|e| ExamError::invalid("design", self.exam_type.as_str(), &e.to_string()))?;
        let time_limit = self.time_limit()?;
        let Self { exam_type: name, ttl_seconds, feedback, .. } = self;
        Ok(NewExamType { name, bank_id, design, ttl_seconds, feedback, time_limit, created_at })
    }
}

pub(crate) fn check_ttl(field: &str, seconds: i64) -> Result<(), ExamError> {
    if (1..=MAX_TTL_SECONDS).contains(&seconds) {
        Ok(())
    } else {
        Err(ExamError::invalid(field, seconds, "a time to live is 1 to 2592000 seconds (30 days)"))
    }
}
