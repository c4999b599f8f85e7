//! The command `recover`: rebuilds the working copies that Redis lacks.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use exam::{Access, ExamError, ExamService, ExamSessionId, Recovered, SystemEnvironment};
use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::RecoverArguments;
use crate::backends::{self, NoSharedStore};
use crate::printing::{note, print};
use crate::settings::Settings;

/// The number of failures that the command prints; it counts the others.
const NAMED_FAILURES: u64 = 20;

/// Recovers the sessions. The exit code is 1 if one of them failed.
pub(crate) async fn recover(settings: &Settings, arguments: &RecoverArguments) -> anyhow::Result<ExitCode> {
    if settings.redis.redis_settings(&settings.store).is_none() {
        return Err(NoSharedStore.into());
    }
    let store = backends::open_store(settings)?;
    store.ping().await.context("Redis does not answer: nothing was recovered")?;
    let record = backends::open_record(settings).await?;
    let service = backends::service(settings, record, store, Arc::new(SystemEnvironment))?;
    if service.exam_types(&Access::PLATFORM, 0, 1).await?.is_empty() {
        anyhow::bail!(
            "the database has no exam type, so it is not the one of the servers: check DATABASE_URL (or [database] url)"
        );
    }
    match arguments.session {
        Some(session) => recover_one(&service, session).await,
        None => recover_all(&service).await,
    }
}

async fn recover_one(service: &ExamService, session: i64) -> anyhow::Result<ExitCode> {
    let recovered = service.recover_session(&Access::PLATFORM, ExamSessionId(session)).await;
    let outcome = match recovered.with_context(|| format!("exam session {session} cannot be recovered"))? {
        Recovered::Rebuilt => "rebuilt",
        Recovered::AlreadyThere => "already there",
        Recovered::Expired => "expired: its time is over, and it has been completed",
        Recovered::Completed => "completed: it needs no working copy",
    };
    print(format_args!("exam session {session}: {outcome}"))?;
    Ok(ExitCode::SUCCESS)
}

async fn recover_all(service: &ExamService) -> anyhow::Result<ExitCode> {
    let mut counts = RecoveryCounts::default();
    // The bar appears only if standard error is a terminal.
    let bar = ProgressBar::new(service.count_active_sessions().await?);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} sessions, {eta} left")?);
    let report = |session: ExamSessionId, outcome| {
        bar.inc(1);
        counts.count(session.0, outcome, &bar);
    };
    let listed = service.recover_all(&Access::PLATFORM, report).await;
    bar.finish_and_clear();
    let printed = counts.print();
    listed.context("the active sessions cannot be read to their end")?;
    printed?;
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The number of sessions by outcome.
#[derive(Default)]
struct RecoveryCounts {
    rebuilt: u64,
    already_there: u64,
    expired: u64,
    failed: u64,
}

impl RecoveryCounts {
    fn count(&mut self, session: i64, outcome: Result<Recovered, ExamError>, bar: &ProgressBar) {
        match outcome {
            Ok(Recovered::Rebuilt) => self.rebuilt += 1,
            // It was completed after the command had listed the active sessions.
            Ok(Recovered::Completed) => {}
            Ok(Recovered::AlreadyThere) => self.already_there += 1,
            Ok(Recovered::Expired) => self.expired += 1,
            Err(error) => {
                self.failed += 1;
                if self.failed <= NAMED_FAILURES {
                    let error = anyhow::Error::from(error);
                    let line = format!("exam session {session} cannot be recovered: {error:#}");
                    bar.suspend(|| note(&line));
                }
            }
        }
    }

    fn print(&self) -> anyhow::Result<()> {
        let Self { rebuilt, already_there, expired, failed } = self;
        if *failed > NAMED_FAILURES {
            note(&format!("{} more cannot be recovered", failed - NAMED_FAILURES));
        }
        print(format_args!("rebuilt {rebuilt}, already there {already_there}, expired {expired}, failed {failed}"))
    }
}
