//! The command `credit-outage`: gives an outage back to the sessions that it hit.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::ensure;
use exam::{Access, CreditMode, Credited, ExamError, ExamSessionId, Outage, SystemEnvironment};

use crate::arguments::CreditOutageArguments;
use crate::backends;
use crate::faulty_argument::FaultyArgument;
use crate::printing::{note, print};
use crate::settings::Settings;

/// Gives the time back. The exit code is 1 if a session failed.
pub(crate) async fn credit_outage(settings: &Settings, arguments: &CreditOutageArguments) -> anyhow::Result<ExitCode> {
    let CreditOutageArguments { from, to, reason, exam_type, dry_run } = arguments;
    let (least, length) = (settings.expiry.least_outage_seconds, to.duration_since(*from).as_secs());
    ensure!(from < to, "--from is {from} and --to is {to}: an outage begins before it ends");
    ensure!(
        length >= i64::try_from(least).unwrap_or(i64::MAX),
        "the outage is {length} s long, and only outages of {least} s or more are given back (expiry.least_outage_seconds)"
    );
    let store = backends::open_store(settings)?;
    let record = backends::open_record(settings).await?;
    let service = backends::service(settings, record, store, Arc::new(SystemEnvironment))?;
    let outage = Outage {
        span: SystemTime::try_from(*from)?..SystemTime::try_from(*to)?,
        reason: reason.clone(),
        exam_type: exam_type.clone(),
    };
    let mode = if *dry_run { CreditMode::Show } else { CreditMode::Give };
    let mut counts = CreditCounts::default();
    let report = |session, outcome| counts.add(session, outcome);
    let listed = service.credit_outage(&Access::PLATFORM, &outage, mode, report).await;
    let printed = counts.print(mode);
    listed.map_err(|error| match error {
        faulty @ ExamError::InvalidValue { .. } | faulty @ ExamError::UnknownExamType { .. } => {
            FaultyArgument::of(faulty)
        }
        failed => anyhow::Error::from(failed)
            .context("the sessions cannot be read to their end; the same command again goes on"),
    })?;
    printed?;
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What became of the sessions.
#[derive(Default)]
struct CreditCounts {
    given: u64,
    reopened: u64,
    failed: u64,
    /// The first line that could not be printed.
    unprinted: Option<anyhow::Error>,
}

impl CreditCounts {
    fn add(&mut self, session: ExamSessionId, outcome: Result<Option<Credited>, ExamError>) {
        match outcome {
            Ok(None) => {}
            Ok(Some(Credited { time, reopened })) => {
                self.given += 1;
                self.reopened += u64::from(reopened);
                let again = if reopened { ", active again" } else { "" };
                let line = format!("exam session {}: {} s{again}", session.0, time.as_secs());
                if self.unprinted.is_none() {
                    self.unprinted = print(line).err();
                }
            }
            Err(error) => {
                self.failed += 1;
                note(&format!("exam session {}: {:#}", session.0, anyhow::Error::from(error)));
            }
        }
    }

    fn print(&mut self, mode: CreditMode) -> anyhow::Result<()> {
        let Self { given, reopened, failed, .. } = self;
        let verb = match mode {
            CreditMode::Give => "got",
            CreditMode::Show => "would get",
        };
        let counts = format!("{given} sessions {verb} time back, {reopened} of them active again, {failed} failed");
        let printed = print(counts);
        self.unprinted.take().map_or(printed, Err)
    }
}
