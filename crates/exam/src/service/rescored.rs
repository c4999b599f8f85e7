//! The results of sessions under other versions of their exam type, as they are shown.

use std::collections::HashMap;

use persistence::{ExamSessionId, RescoredResult, SessionRecord};

use super::ExamService;
use crate::error::ExamError;
use crate::report::{RescoredScore, SessionScore};

/// The rescored results of sessions, in the order in which they were kept; an error where one cannot be read.
pub(super) type RescoredScores = HashMap<ExamSessionId, Result<Vec<RescoredScore>, ExamError>>;

impl ExamService {
    /// The rescored results of sessions.
    pub(super) async fn rescored_scores(&self, sessions: &[ExamSessionId]) -> Result<RescoredScores, ExamError> {
        let mut scores = RescoredScores::new();
        for (session, result) in self.record().rescored_results(sessions).await? {
            let score = match result {
                Ok(result) => self.rescored_score(&result).await,
                Err(error) => Err(ExamError::of_session(session, error)),
            };
            let of_session = scores.entry(session).or_insert_with(|| Ok(Vec::new()));
            match (of_session.as_mut(), score) {
                (Ok(before), Ok(score)) => before.push(score),
                (Ok(_), Err(error)) => *of_session = Err(error),
                (Err(_), _) => {}
            }
        }
        Ok(scores)
    }

    /// The rescored results of a session that is completed.
    pub(super) async fn rescored_of(&self, row: &SessionRecord) -> Result<Vec<RescoredScore>, ExamError> {
        if row.completion.is_none() {
            return Ok(Vec::new());
        }
        let scores = self.rescored_scores(&[row.id]).await?.remove(&row.id);
        scores.unwrap_or_else(|| Ok(Vec::new())).map_err(|error| self.refused(error))
    }

    async fn rescored_score(&self, result: &RescoredResult) -> Result<RescoredScore, ExamError> {
        let exam = self.exams().exam(result.exam_type_id).await?;
        let scale = exam.test.design().reporting();
        Ok(RescoredScore {
            exam_type_version: exam.exam_type.version,
            estimate: result.estimate,
            reported_score: scale
                .and_then(|scale| SessionScore::of(scale, result.estimate.ability(), result.estimate.status)),
            answers: result.revision,
            items: result.items,
            created_at: result.created_at,
        })
    }
}
