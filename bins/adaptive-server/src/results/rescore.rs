//! The command `results rescore`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use exam::{Access, ExamService, RescoreRequest};
use indicatif::{ProgressBar, ProgressStyle};
use state_store::MemoryStore;

use super::arguments::RescoreArguments;
use crate::backends;
use crate::faulty_argument::FaultyArgument;
use crate::printing::{note, print};
use crate::settings::Settings;

/// Rescores every session that the arguments mean, page by page. The exit code is 1 if the record of one cannot be read.
pub(super) async fn rescore(settings: &Settings, arguments: &RescoreArguments) -> anyhow::Result<ExitCode> {
    let record = backends::open_record(settings).await?;
    // Completed sessions have no working copies.
    let service = ExamService::new(record, Arc::new(MemoryStore::new(settings.store.format.into())));
    let mut request = arguments.request()?;
    let mut total = Total::default();
    // The line appears only if standard error is a terminal.
    let progress = ProgressBar::new_spinner();
    progress.set_style(ProgressStyle::with_template("{spinner} {human_pos} sessions, {elapsed}")?);
    progress.enable_steady_tick(Duration::from_millis(100));
    while let Some(after) = total.add_page(&service, &request).await? {
        request.after = after;
        progress.set_position(total.rescored + total.skipped);
    }
    progress.finish_and_clear();
    total.report()
}

/// What all pages have come to.
#[derive(Default)]
struct Total {
    exam_type_version: i32,
    rescored: u64,
    skipped: u64,
    dropped_answers: u64,
    faulty: u64,
}

impl Total {
    /// Rescores a page; the session number after which the next one begins.
    async fn add_page(&mut self, service: &ExamService, request: &RescoreRequest) -> anyhow::Result<Option<i64>> {
        let page = service.rescore(&Access::PLATFORM, request.clone()).await.map_err(FaultyArgument::of)?;
        self.exam_type_version = page.exam_type_version;
        self.rescored += page.rescored;
        self.skipped += page.skipped;
        self.dropped_answers += page.dropped_answers;
        self.faulty += page.faulty.len() as u64;
        for session in page.faulty {
            note(&format!("exam session {} cannot be read: `adaptive-server verify` says why", session.0));
        }
        Ok(page.next_after)
    }

    fn report(self) -> anyhow::Result<ExitCode> {
        let Self { exam_type_version, rescored, skipped, dropped_answers, faulty } = self;
        print(format_args!(
            "{rescored} sessions rescored under version {exam_type_version}, {skipped} skipped, {faulty} faulty; \
             {dropped_answers} answers left out"
        ))?;
        Ok(if faulty == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
