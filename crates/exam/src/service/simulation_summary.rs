//! What a simulation of an exam type promises.

use std::time::SystemTime;

use persistence::{ExamTypeId, SimulationSummaryRecord};
use serde::Deserialize;
use serde_json::Value;

use super::ExamService;
use crate::access::Access;
use crate::error::ExamError;
use crate::permission;

/// The longest summary that is kept, in bytes.
const MAX_BYTES: usize = 200 * 1024;

/// What a simulation promises, in the numbers that are compared with what happens. The record keeps the whole summary.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SimulationPromise {
    /// How many examinees were simulated.
    pub examinees: u64,
    /// The number of items of the tests.
    pub test_length: Promised,
    /// The standard errors that the tests report.
    pub standard_errors: Promised,
    /// How many tests ended for each reason.
    pub stop_reasons: std::collections::BTreeMap<String, u64>,
    /// The use of the bank.
    #[serde(default)]
    pub exposure: Option<PromisedExposure>,
}

/// A promised distribution.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Promised {
    /// Its mean.
    pub mean: f64,
    /// What 5 % do not exceed.
    pub p05: f64,
    /// What 95 % do not exceed.
    pub p95: f64,
}

/// The promised use of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct PromisedExposure {
    /// The highest exposure rate.
    pub highest_rate: f64,
    /// How many items no examinee got.
    pub never_used: u64,
}

/// The summary of a simulation that is kept with an exam type version.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSimulation {
    /// The version.
    pub exam_type: ExamTypeId,
    /// The whole summary.
    pub summary: Value,
    /// What it promises.
    pub promise: SimulationPromise,
    /// Who has sent it.
    pub actor: String,
    /// When.
    pub kept_at: SystemTime,
}

impl ExamService {
    /// Keeps the summary of a simulation (`summary.json` of `adaptive simulate`) with a version of an exam type, the latest when absent, in the
    /// place of one that is kept.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for what is no summary of one design, [`ExamError::UnknownExamType`],
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn keep_simulation(
        &self,
        access: &Access,
        name: &str,
        version: Option<i32>,
        summary: &Value,
    ) -> Result<KeptSimulation, ExamError> {
        access.require(&permission::DEFINE_EXAM_TYPE)?;
        let promise = promise_of(summary)?;
        let exam_type = self.version_of(name, version).await?;
        let text = summary.to_string();
        if text.len() > MAX_BYTES {
            let rule = "the summary of a simulation has at most 204800 bytes";
            return Err(ExamError::invalid("summary", format!("{} bytes long", text.len()), rule));
        }
        let (actor, kept_at) = (access.actor(), self.environment().now());
        let kept = SimulationSummaryRecord { summary: text, actor: actor.clone(), kept_at };
        self.record().keep_simulation_summary(exam_type, kept).await?;
        Ok(KeptSimulation { exam_type, summary: summary.clone(), promise, actor, kept_at })
    }

    /// The same with the text of the summary.
    ///
    /// # Errors
    /// Those of [`keep_simulation`](Self::keep_simulation), and [`ExamError::InvalidValue`] for what is no JSON.
    pub async fn keep_simulation_text(
        &self,
        access: &Access,
        name: &str,
        version: Option<i32>,
        text: &str,
    ) -> Result<KeptSimulation, ExamError> {
        access.require(&permission::DEFINE_EXAM_TYPE)?;
        let summary = serde_json::from_str(text).map_err(|error| {
            let rule = format!("{error}: it is the whole summary.json that `adaptive simulate` writes");
            ExamError::invalid("summary", "no JSON", &rule)
        })?;
        self.keep_simulation(access, name, version, &summary).await
    }

    /// The summary of a simulation that is kept with a version of an exam type, the latest when absent.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::UnusableRecord`], [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn simulation(
        &self,
        access: &Access,
        name: &str,
        version: Option<i32>,
    ) -> Result<Option<KeptSimulation>, ExamError> {
        access.require(&permission::READ_EXAM_TYPES)?;
        let exam_type = self.version_of(name, version).await?;
        let Some(kept) = self.record().simulation_summary(exam_type).await? else { return Ok(None) };
        let unusable = |reason: String| ExamError::UnusableRecord {
            what: format!("the simulation of exam type {}", exam_type.0),
            reason,
        };
        let summary: Value = serde_json::from_str(&kept.summary).map_err(|error| unusable(error.to_string()))?;
        let promise = promise_of(&summary).map_err(|error| unusable(error.to_string()))?;
        Ok(Some(KeptSimulation { exam_type, summary, promise, actor: kept.actor, kept_at: kept.kept_at }))
    }

    async fn version_of(&self, name: &str, version: Option<i32>) -> Result<ExamTypeId, ExamError> {
        if version.is_none() {
            return Ok(self.exams().latest_version(name).await?.id);
        }
        let found = self.versions(name, version).await?.pop();
        found.map(|found| found.id).ok_or_else(|| ExamError::UnknownExamType { name: name.to_owned() })
    }
}

/// The promise of a summary. Of several designs nobody can say which one is meant.
fn promise_of(summary: &Value) -> Result<SimulationPromise, ExamError> {
    if summary.get("designs").is_some() {
        let rule = "it has several designs: send the summary of the one that the exam type has";
        return Err(ExamError::invalid("summary", "the summary of a comparison", rule));
    }
    SimulationPromise::deserialize(summary).map_err(|error| {
        let rule = format!("{error}: it is the summary.json that `adaptive simulate` writes");
        ExamError::invalid("summary", "no summary of a simulation", &rule)
    })
}
