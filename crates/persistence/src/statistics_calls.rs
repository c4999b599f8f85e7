//! The calls of the record that add up answers, written once and expanded for each database.

/// Implements the trait of the statistics.
///
/// The module that expands this has the macro `read!`, which runs a query, and `statistics_queries`.
macro_rules! implement_statistics {
    ($record:ty) => {
        use $crate::rows::AnswerSums;

        #[async_trait::async_trait]
        impl $crate::record::StatisticsRecord for $record {
            async fn exam_types_of_bank(&self, bank: BankId) -> Result<Vec<ExamTypeId>, RecordError> {
                let ids = read!(self, |conn| statistics_queries::exam_types_of_bank(conn, bank.0))?;
                Ok(ids.into_iter().map(ExamTypeId).collect())
            }

            async fn answer_sums(&self, exam_type: ExamTypeId, page: Page) -> Result<AnswerSums, RecordError> {
                read!(self, |conn| statistics_queries::answer_sums(conn, exam_type.0, page))?.try_into()
            }
        }
    };
}
pub(crate) use implement_statistics;
