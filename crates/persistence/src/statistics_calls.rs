//! The calls of the record that add up answers, written once and expanded for each database.

/// Implements the trait of the statistics.
///
/// The module that expands this has the macros `read!` and `change!`, which run a query, and `statistics_queries`.
macro_rules! implement_statistics {
    ($record:ty) => {
        use $crate::model::SimulationSummaryRow;
        use $crate::rows::{AnswerSums, SimulationSummaryRecord};

        #[async_trait::async_trait]
        impl $crate::record::StatisticsRecord for $record {
            async fn exam_types_of_bank(&self, bank: BankId) -> Result<Vec<ExamTypeId>, RecordError> {
                let ids = read!(self, |conn| statistics_queries::exam_types_of_bank(conn, bank.0))?;
                Ok(ids.into_iter().map(ExamTypeId).collect())
            }

            async fn answer_sums(&self, exam_type: ExamTypeId, page: Page) -> Result<AnswerSums, RecordError> {
                read!(self, |conn| statistics_queries::answer_sums(conn, exam_type.0, page))?.try_into()
            }

            async fn keep_simulation_summary(
                &self,
                exam_type: ExamTypeId,
                summary: SimulationSummaryRecord,
            ) -> Result<(), RecordError> {
                let row = SimulationSummaryRow::new(exam_type, summary);
                change!(self, |conn| statistics_queries::keep_simulation_summary(conn, &row)).map(drop)
            }

            async fn simulation_summary(
                &self,
                exam_type: ExamTypeId,
            ) -> Result<Option<SimulationSummaryRecord>, RecordError> {
                Ok(read!(self, |conn| statistics_queries::simulation_summary(conn, exam_type.0))?.map(Into::into))
            }
        }
    };
}
pub(crate) use implement_statistics;
