//! The command `verify`: checks the record of the sessions, and changes nothing.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use exam::{Access, ExamError, ExamService, ExamSessionId, Verified};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use state_store::MemoryStore;

use crate::arguments::{ReportFormat, VerifyArguments};
use crate::backends;
use crate::printing::print;
use crate::settings::Settings;

/// Checks the sessions. The exit code is 1 if one of them is faulty or could not be checked.
pub(crate) async fn verify(settings: &Settings, arguments: &VerifyArguments) -> anyhow::Result<ExitCode> {
    let record = backends::open_record_to_read(settings).await?;
    let service = ExamService::new(record, Arc::new(MemoryStore::new(settings.store.format.into())));
    let mut report = Report::new(arguments.format);
    match arguments.session {
        Some(session) => {
            let id = ExamSessionId(session);
            let outcome = service.verify_session(&Access::PLATFORM, id).await;
            if let Err(error @ ExamError::UnknownSession { .. }) = outcome {
                return Err(error.into());
            }
            report.add(id, outcome, &ProgressBar::hidden());
        }
        None => verify_all(&service, &mut report).await?,
    }
    report.finish()
}

async fn verify_all(service: &ExamService, report: &mut Report) -> anyhow::Result<()> {
    // The bar appears only if standard error is a terminal.
    let bar = ProgressBar::new(service.count_sessions().await?);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} sessions, {eta} left")?);
    let listed = service
        .verify_all(&Access::PLATFORM, |session, outcome| {
            bar.inc(1);
            report.add(session, outcome, &bar);
        })
        .await;
    bar.finish_and_clear();
    listed.context("the sessions cannot be read to their end")
}

/// A session that is faulty, or that could not be checked.
#[derive(Debug, Serialize)]
struct Finding {
    exam_session_id: i64,
    /// The kind of fault, or `not_checked`.
    fault: &'static str,
    detail: String,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Report {
    /// How many sessions were read.
    sessions: u64,
    /// How many are sound; those of another build are among them.
    sound: u64,
    /// How many are sound, but have items or last digits that this build would not have computed.
    other_build: u64,
    faulty: u64,
    not_checked: u64,
    findings: Vec<Finding>,
    #[serde(skip)]
    format: ReportFormat,
    /// What became of the findings that were printed as they came: the first error counts.
    #[serde(skip)]
    printed: anyhow::Result<()>,
}

impl Report {
    const fn new(format: ReportFormat) -> Self {
        Self {
            sessions: 0,
            sound: 0,
            other_build: 0,
            faulty: 0,
            not_checked: 0,
            findings: Vec::new(),
            format,
            printed: Ok(()),
        }
    }

    fn add(&mut self, session: ExamSessionId, outcome: Result<Verified, ExamError>, bar: &ProgressBar) {
        self.sessions += 1;
        let (fault, detail) = match outcome {
            Ok(Verified::Exact) => {
                self.sound += 1;
                return;
            }
            Ok(Verified::OtherBuild) => {
                self.sound += 1;
                self.other_build += 1;
                return;
            }
            Ok(Verified::Faulty(fault)) => {
                self.faulty += 1;
                (fault.kind(), fault.to_string())
            }
            Err(error) => {
                self.not_checked += 1;
                ("not_checked", format!("{:#}", anyhow::Error::from(error)))
            }
        };
        let finding = Finding { exam_session_id: session.0, fault, detail };
        match self.format {
            ReportFormat::Text if self.printed.is_ok() => {
                let Finding { exam_session_id, fault, detail } = finding;
                self.printed = bar.suspend(|| print(format_args!("exam session {exam_session_id}: {fault}: {detail}")));
            }
            ReportFormat::Text => {}
            // The document is printed as a whole, when everything is known.
            ReportFormat::Json => self.findings.push(finding),
        }
    }

    fn finish(mut self) -> anyhow::Result<ExitCode> {
        std::mem::replace(&mut self.printed, Ok(()))?;
        match self.format {
            ReportFormat::Text => {
                let Self { sessions, sound, other_build, faulty, not_checked, .. } = &self;
                print(format_args!(
                    "{sessions} sessions: {sound} sound ({other_build} of another build), {faulty} faulty, {not_checked} \
                     not checked"
                ))?;
            }
            ReportFormat::Json => {
                // They came in no particular order.
                self.findings.sort_by_key(|finding| finding.exam_session_id);
                print(serde_json::to_string_pretty(&self)?)?;
            }
        }
        Ok(if self.faulty + self.not_checked == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
