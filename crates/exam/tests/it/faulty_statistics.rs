//! The sums over answers of the record that fails on demand.

use async_trait::async_trait;
use persistence::{AnswerSums, BankId, ExamTypeId, Page, RecordError, SimulationSummaryRecord, StatisticsRecord};

use crate::faulty_record::FaultyRecord;

#[async_trait]
impl StatisticsRecord for FaultyRecord {
    async fn exam_types_of_bank(&self, bank: BankId) -> Result<Vec<ExamTypeId>, RecordError> {
        self.inner().exam_types_of_bank(bank).await
    }

    async fn answer_sums(&self, exam_type: ExamTypeId, page: Page) -> Result<AnswerSums, RecordError> {
        self.inner().answer_sums(exam_type, page).await
    }
    async fn keep_simulation_summary(
        &self,
        exam_type: ExamTypeId,
        summary: SimulationSummaryRecord,
    ) -> Result<(), RecordError> {
        self.inner().keep_simulation_summary(exam_type, summary).await
    }

    async fn simulation_summary(&self, exam_type: ExamTypeId) -> Result<Option<SimulationSummaryRecord>, RecordError> {
        self.inner().simulation_summary(exam_type).await
    }
}
