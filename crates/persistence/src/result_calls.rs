//! The calls of the record on rescored results, written once and expanded for each database.

/// Implements the trait of the results.
///
/// The module that expands this has the macros `read!` and `unit!`, as for the events, and `result_queries`.
macro_rules! implement_results {
    ($record:ty) => {
        use $crate::model::RescoredRow;
        use $crate::rows::{ListedRescoredResult, Rescored, RescoredResult};

        #[async_trait::async_trait]
        impl $crate::record::ResultsRecord for $record {
            async fn insert_rescored(&self, result: RescoredResult, event: NewEvent) -> Result<Rescored, RecordError> {
                let row = RescoredRow::from(&result);
                let event = NewEventRow::new(EventKind::Rescored, event);
                unit!(self, |conn| result_queries::insert_rescored(conn, &row, &event))
            }

            async fn rescored_results(
                &self,
                sessions: &[ExamSessionId],
            ) -> Result<Vec<ListedRescoredResult>, RecordError> {
                let sessions = numbers(sessions);
                let rows = read!(self, |conn| result_queries::rescored_results(conn, &sessions))?;
                Ok(rows.into_iter().map(RescoredRow::listed).collect())
            }
        }
    };
}
pub(crate) use implement_results;
