//! Exam types: a bank, a test design and the rules of a session.

use std::time::{Duration, SystemTime};

use irt_core::{CatDesign, CatSpec, ReportingScale, ReportingSpec};
use persistence::{BankId, EstimateDisplay, ExamRules, ExpiryPolicy, NewExamType, SkipPolicy, TimeLimit};
use serde::{Deserialize, Serialize};

use crate::bank_file::check_name;
use crate::error::ExamError;

/// How long the working copy of a session outlives its last use, unless the exam type says otherwise.
pub const DEFAULT_TTL_SECONDS: i64 = 3600;
/// The longest time to live an exam type may ask for: 30 days.
pub const MAX_TTL_SECONDS: i64 = 30 * 24 * 3600;

/// The longest time limit an exam type may set: 30 days.
pub const MAX_TIME_LIMIT_SECONDS: i64 = 30 * 24 * 3600;

/// The longest time after the time limit in which an answer may still count.
const MAX_GRACE_SECONDS: i64 = 3600;

/// The greatest number of sessions whose exposure rates count.
const MAX_EXPOSURE_WINDOW: u32 = 100_000;
/// The longest time for an item: a day.
const MAX_ITEM_TIME_SECONDS: i64 = 24 * 3600;
/// The greatest number of sessions that an exam type may allow an examinee.
const MAX_SESSIONS: u32 = 10_000;

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
    /// What examinees see of the estimates; nothing when absent.
    #[serde(default)]
    pub estimates: EstimateDisplay,
    /// Whether an examinee may complete a session with fewer items than the design asks for at least.
    #[serde(default)]
    pub allow_early_completion: bool,
    /// For how many seconds after the time limit an answer to the pending item still counts; 30 when absent. It needs a time limit.
    #[serde(default)]
    pub grace_seconds: Option<i64>,
    /// How many sessions an examinee may have; any number when absent.
    #[serde(default)]
    pub max_sessions_per_examinee: Option<i64>,
    /// From when on sessions may be started: RFC 3339 with a time zone.
    #[serde(default)]
    pub opens_at: Option<String>,
    /// From when on no session may be started any more: RFC 3339 with a time zone.
    #[serde(default)]
    pub closes_at: Option<String>,
    /// What becomes of an item that an examinee skips; no item can be skipped when absent.
    #[serde(default)]
    pub skips: SkipPolicy,
    /// How many seconds an examinee has for an item; any number when absent.
    #[serde(default)]
    pub item_time_limit_seconds: Option<i64>,
    /// Of how many of the latest sessions the exposure rates are; 1000 when absent. It needs a design with a maximum rate.
    #[serde(default)]
    pub exposure_window: Option<i64>,
    /// Whether each session shows the options of its items in an order of its own.
    #[serde(default)]
    pub shuffle_options: bool,
    /// Whether an examinee may pause a session of their own, and resume it.
    #[serde(default)]
    pub examinees_may_pause: bool,
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
    /// The exam type of this JSON text.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for what is no JSON, and for what has other fields or values.
    pub fn from_json(text: &str) -> Result<Self, ExamError> {
        serde_json::from_str(text).map_err(|error| ExamError::invalid("definition", "no exam type", &error.to_string()))
    }

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
        self.rules()?;
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

    /// The rules beside the design and the time limit.
    fn rules(&self) -> Result<ExamRules, ExamError> {
        if self.estimates == EstimateDisplay::Always && !self.feedback {
            let rule = "it needs feedback = true: the estimate after each answer tells whether the answer was right";
            return Err(ExamError::invalid("estimates", EstimateDisplay::Always.as_str(), rule));
        }
        let (opens_at, closes_at) = (moment("opens_at", &self.opens_at)?, moment("closes_at", &self.closes_at)?);
        if let (Some(opens_at), Some(closes_at), Some(text)) = (opens_at, closes_at, &self.closes_at)
            && closes_at <= opens_at
        {
            return Err(ExamError::invalid(
                "closes_at",
                text,
                "it is not after opens_at, so no session could be started",
            ));
        }
        Ok(ExamRules {
            estimates: self.estimates,
            allow_early_completion: self.allow_early_completion,
            grace_seconds: self.grace()?,
            max_sessions_per_examinee: self.session_limit()?,
            opens_at,
            closes_at,
            skips: self.skips,
            item_time_limit_seconds: self.item_time_limit()?,
            exposure_window: self.exposure_window()?,
            shuffle_options: self.shuffle_options,
            examinees_may_pause: self.examinees_may_pause,
        })
    }

    fn grace(&self) -> Result<u32, ExamError> {
        let Some(seconds) = self.grace_seconds else { return Ok(ExamRules::default().grace_seconds) };
        match u32::try_from(seconds) {
            Ok(grace) if seconds <= MAX_GRACE_SECONDS && self.has_time_limit() => Ok(grace),
            Ok(_) if seconds <= MAX_GRACE_SECONDS => Err(ExamError::invalid(
                "grace_seconds",
                seconds,
                "it needs time_limit_seconds or item_time_limit_seconds",
            )),
            _ => Err(ExamError::invalid("grace_seconds", seconds, "a grace is 0 to 3600 seconds")),
        }
    }

    const fn has_time_limit(&self) -> bool {
        self.time_limit_seconds.is_some() || self.item_time_limit_seconds.is_some()
    }

    fn item_time_limit(&self) -> Result<Option<u32>, ExamError> {
        match self.item_time_limit_seconds {
            None => Ok(None),
            Some(seconds) => match u32::try_from(seconds) {
                Ok(limit @ 1..) if seconds <= MAX_ITEM_TIME_SECONDS => Ok(Some(limit)),
                _ => Err(ExamError::invalid("item_time_limit_seconds", seconds, "it is 1 to 86400 seconds (a day)")),
            },
        }
    }

    fn exposure_window(&self) -> Result<Option<u32>, ExamError> {
        let rule = match (self.exposure_window, self.design.exposure.maximum_rate) {
            (None, _) => return Ok(None),
            (Some(sessions), Some(_)) => match u32::try_from(sessions) {
                Ok(window @ 1..=MAX_EXPOSURE_WINDOW) => return Ok(Some(window)),
                _ => "it is 1 to 100000 sessions",
            },
            (Some(_), None) => "it needs design.exposure.maximum_rate",
        };
        Err(ExamError::invalid("exposure_window", self.exposure_window.unwrap_or_default(), rule))
    }

    fn session_limit(&self) -> Result<Option<u32>, ExamError> {
        match self.max_sessions_per_examinee {
            None => Ok(None),
            Some(most) => match u32::try_from(most) {
                Ok(limit @ 1..=MAX_SESSIONS) => Ok(Some(limit)),
                _ => Err(ExamError::invalid("max_sessions_per_examinee", most, "it is 1 to 10000")),
            },
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
        let (time_limit, rules) = (self.time_limit()?, self.rules()?);
        let Self { exam_type: name, ttl_seconds, feedback, .. } = self;
        Ok(NewExamType { name, bank_id, design, ttl_seconds, feedback, time_limit, rules, created_at })
    }
}

/// The moment that a text names, to the microsecond that the record keeps.
fn moment(field: &str, text: &Option<String>) -> Result<Option<SystemTime>, ExamError> {
    let Some(text) = text else { return Ok(None) };
    let rule = "it is no time after 1970 as in RFC 3339, with a time zone, for example 2030-01-31T12:00:00+01:00";
    let micros = text.parse::<jiff::Timestamp>().ok().and_then(|time| u64::try_from(time.as_microsecond()).ok());
    let micros = micros.ok_or_else(|| ExamError::invalid(field, format!("{text:?}"), rule))?;
    Ok(Some(SystemTime::UNIX_EPOCH + Duration::from_micros(micros)))
}

pub(crate) fn check_ttl(field: &str, seconds: i64) -> Result<(), ExamError> {
    if (1..=MAX_TTL_SECONDS).contains(&seconds) {
        Ok(())
    } else {
        Err(ExamError::invalid(field, seconds, "a time to live is 1 to 2592000 seconds (30 days)"))
    }
}
