//! The report of a session.

use std::time::{Duration, SystemTime};

use irt_core::{Ability, Estimate, EstimateStatus, ExamineeStart, PersonFit, ReportedScore, ReportingScale};
use persistence::{EndReason, ExtraTime, ItemOutcome};

use crate::progress::SessionHeader;

/// The report of a session: preliminary while it is active, final once it is completed.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The session, with the final estimate if it is completed, else with the interim one.
    pub header: SessionHeader,
    /// The version of the exam type that the session is pinned to.
    pub exam_type_version: i32,
    /// The examinee, as the platform names them.
    pub examinee_id: Option<String>,
    /// What was known of the examinee at the start; empty for the examinee, and where nothing was known.
    pub examinee_start: ExamineeStart,
    /// What the start gave the examinee beyond the time limit; nothing for the examinee.
    pub extra_time: ExtraTime,
    /// Whether the session is completed, so that the report is final.
    pub completed: bool,
    /// How the estimate came about; `None` where the caller may not see the estimate.
    pub estimate_status: Option<EstimateStatus>,
    /// The estimate on the reporting scale; `None` where the exam type has no scale, and where the caller may not see the estimate.
    pub reported_score: Option<SessionScore>,
    /// How well the answers fit the model at the final estimate; `None` while the session is active, and for the examinee.
    pub person_fit: Option<PersonFit>,
    /// Why the exam ended: a stopping rule; `ended_early` or `expired` when the session was completed before one applied.
    pub stop_reason: Option<EndReason>,
    /// When the session was started.
    pub started_at: SystemTime,
    /// When it was completed.
    pub completed_at: Option<SystemTime>,
    /// The moment from which the session takes no more answers; `None` without a time limit.
    pub expires_at: Option<SystemTime>,
    /// Whether the result does not count: a proctor has voided it, or the session expired and its exam type voids expired sessions.
    pub voided: bool,
    /// The results of the answers under other versions of the exam type, in the order in which they were computed; none for the
    /// examinee.
    pub rescored: Vec<RescoredScore>,
    /// The answers in the order in which they were given.
    pub trace: Vec<TraceStep>,
}

/// The estimate of a session as its exam type reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionScore {
    /// What the score is called.
    pub name: String,
    /// The score.
    pub score: f64,
    /// Its standard error, in the same units.
    pub standard_error: f64,
    /// The level of the score; `None` where the scale has no levels.
    pub level: Option<String>,
}

impl SessionScore {
    /// The score of a final estimate with this status; `None` where there is no response: what the prior says alone is nobody's score.
    pub(crate) fn of(scale: &ReportingScale, ability: Ability, status: EstimateStatus) -> Option<Self> {
        (status != EstimateStatus::NoResponses).then(|| Self::new(scale, ability))
    }

    /// The score of an interim estimate.
    pub(crate) fn new(scale: &ReportingScale, ability: Ability) -> Self {
        let ReportedScore { score, standard_error, level } = scale.report(ability);
        Self { name: scale.name().to_owned(), score, standard_error, level: level.map(str::to_owned) }
    }
}

/// What the answers of a session come to under another version of its exam type.
#[derive(Debug, Clone, PartialEq)]
pub struct RescoredScore {
    /// The version.
    pub exam_type_version: i32,
    /// The estimate.
    pub estimate: Estimate,
    /// The estimate on the reporting scale of the version; `None` where it has no scale.
    pub reported_score: Option<SessionScore>,
    /// How many answers the session had.
    pub answers: u64,
    /// How many of them count under this version.
    pub items: u64,
    /// When it was computed.
    pub created_at: SystemTime,
}

/// One answer in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceStep {
    /// Its place in the exam, counted from 1.
    pub position: u32,
    /// The item.
    pub item_id: String,
    /// The content area of the item.
    pub content: Option<String>,
    /// The option chosen; `None` when the answer came scored.
    pub answer: Option<String>,
    /// The keys of the item's options in the order in which they were shown; `None` where the exam type does not shuffle options.
    pub shown_options: Option<Vec<String>>,
    /// The category scored; hidden from examinees where the exam type gives no feedback. `None` also for an item that does not count.
    pub response: Option<u8>,
    /// What else than an answer in time became of the item.
    pub outcome: Option<ItemOutcome>,
    /// How long the examinee took for the item, by the clock of the service, in which pauses do not count.
    pub time: Duration,
    /// The same in milliseconds, as the client says.
    pub response_time_ms: Option<u32>,
    /// The interim estimate after this answer; `None` where the caller may not see it.
    pub ability: Option<Ability>,
    /// When it reached the service.
    pub answered_at: SystemTime,
}

/// The report of a session with what the items of its trace measure, for those who look at how the test went.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionCourse {
    /// The report.
    pub report: Report,
    /// What each item of the trace measures, in the order of the trace.
    pub items: Vec<ItemMeasures>,
}

/// What an item measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemMeasures {
    /// Where it lies on the scale of theta: the mean of its locations; `None` for an item without one.
    pub location: Option<f64>,
    /// Its information at the interim estimate after its answer.
    pub information: Option<f64>,
}

impl SessionCourse {
    /// The answers in the order in which they were given, each with what its item measures.
    pub fn steps(&self) -> impl Iterator<Item = (&TraceStep, ItemMeasures)> {
        self.report.trace.iter().zip(self.items.iter().copied())
    }
}
