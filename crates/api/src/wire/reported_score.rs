//! Estimates on the reporting scale of an exam type.

use exam::SessionScore;
use serde::Serialize;
use utoipa::ToSchema;

/// The estimate on the reporting scale of the exam type.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportedScore)]
pub(crate) struct ReportedScoreReply {
    /// What the score is called.
    name: String,
    score: f64,
    /// In units of the score.
    standard_error: f64,
    /// The level of the score; null where the scale has no levels.
    level: Option<String>,
}

impl From<SessionScore> for ReportedScoreReply {
    fn from(score: SessionScore) -> Self {
        let SessionScore { name, score, standard_error, level } = score;
        Self { name, score, standard_error, level }
    }
}
