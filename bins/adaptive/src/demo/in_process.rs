//! The exam in this process: the sample exam on a database and a session store in memory.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use exam::{
    Access, Answer, Answered, ExamService, ExamSessionId, ExtraTime, Progress, StartExam, sample, whole_seconds,
};
use irt_core::ExamineeStart;
use persistence::RecordSettings;
use state_store::{MemoryStore, ValueFormat};
use tokio::runtime::{Builder, Runtime};

use super::exam_client::{AnswerSheet, ExamClient, SheetItem, ShownReport, ShownStep};

/// An exam service of this process's own; it is gone when this is dropped.
pub(super) struct InProcessClient {
    runtime: Runtime,
    service: ExamService,
    session: ExamSessionId,
}

impl InProcessClient {
    /// Builds the service and loads the sample exam.
    pub(super) fn open() -> anyhow::Result<Self> {
        // The migrations block their thread, which takes a runtime with more than one.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.context("the runtime does not start")?;
        let service = runtime.block_on(service_with_sample())?;
        Ok(Self { runtime, service, session: ExamSessionId(0) })
    }
}

async fn service_with_sample() -> anyhow::Result<ExamService> {
    let record = persistence::open("sqlite://:memory:", &RecordSettings::default()).await?;
    let store = Arc::new(MemoryStore::new(ValueFormat::default()));
    let service = ExamService::new(record, store);
    sample::load_into_empty_record(&service).await.context("the sample exam cannot be loaded")?;
    Ok(service)
}

impl ExamClient for InProcessClient {
    fn answer_sheet(&mut self, exam_type: &str) -> anyhow::Result<AnswerSheet> {
        let service = &self.service;
        self.runtime.block_on(async {
            let number = service.exam_type(&Access::PLATFORM, exam_type).await?.definition.bank_id.0;
            let listed = service.banks(&Access::PLATFORM, number - 1, 1).await?;
            let bank = listed.first().ok_or_else(|| anyhow!("exam type {exam_type:?} has no item bank"))?;
            let bank = service.bank(&Access::PLATFORM, &bank.name, Some(bank.version)).await?;
            let items = bank.items.into_iter().map(SheetItem::from).collect();
            Ok(AnswerSheet { scaling_constant: bank.summary.scaling_constant, items })
        })
    }

    fn start(&mut self, exam_type: &str, seed: u64) -> anyhow::Result<Progress> {
        let start = StartExam {
            exam_type: exam_type.to_owned(),
            examinee_id: None,
            seed: Some(seed),
            examinee_start: ExamineeStart::default(),
            extra_time: ExtraTime::NONE,
        };
        let started = self.runtime.block_on(self.service.start(&Access::PLATFORM, start))?;
        self.session = started.progress.header.exam_session_id;
        Ok(started.progress)
    }

    fn answer(&mut self, item_id: &str, answer: &Answer) -> anyhow::Result<Answered> {
        let answered = self.service.answer(&Access::PLATFORM, self.session, item_id, answer);
        Ok(self.runtime.block_on(answered)?)
    }

    fn ttl(&mut self) -> anyhow::Result<Option<u64>> {
        let summary = self.runtime.block_on(self.service.summary(&Access::PLATFORM, self.session))?;
        Ok(summary.ttl.map(whole_seconds))
    }

    fn complete(&mut self) -> anyhow::Result<ShownReport> {
        Ok(self.runtime.block_on(self.service.complete(&Access::PLATFORM, self.session))?.into())
    }
}

impl From<exam::Report> for ShownReport {
    fn from(report: exam::Report) -> Self {
        let exam::Report { header, estimate_status, stop_reason, trace, .. } = report;
        Self { header, estimate_status, stop_reason, trace: trace.into_iter().map(ShownStep::from).collect() }
    }
}

impl From<exam::TraceStep> for ShownStep {
    fn from(step: exam::TraceStep) -> Self {
        let exam::TraceStep { position, item_id, content, answer, response, ability, .. } = step;
        Self { position, item_id, content, answer, response, ability }
    }
}

impl From<exam::ItemRecord> for SheetItem {
    fn from(item: exam::ItemRecord) -> Self {
        Self { item_id: item.item_id, four_parameters: item.four_parameters, answer_key: item.answer_key }
    }
}
