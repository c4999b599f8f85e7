//! The command `results export`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use exam::{Access, ExamService, Export, ExportRequest};
use indicatif::{ProgressBar, ProgressStyle};
use state_store::MemoryStore;

use super::arguments::ExportArguments;
use super::output::Output;
use crate::backends;
use crate::faulty_argument::FaultyArgument;
use crate::printing::note;
use crate::settings::Settings;
use crate::signals::Signals;

/// Exports a table into a file, or to standard output.
pub(super) async fn export(settings: &Settings, arguments: &ExportArguments) -> anyhow::Result<ExitCode> {
    let request = ExportRequest {
        table: arguments.table()?,
        format: arguments.format.into(),
        filter: arguments.filter()?,
        after: arguments.sessions.after,
        limit: arguments.limit,
    };
    let record = backends::open_record_to_read(settings).await?;
    let service = ExamService::new(record, Arc::new(MemoryStore::new(settings.store.format.into())));
    let mut export = service.export(&Access::PLATFORM, request).await.map_err(FaultyArgument::of)?;
    let mut signals = Signals::take().context("the signals that end the program cannot be taken")?;
    let mut output = Output::open(&arguments.out)?;
    tokio::select! {
        written = write(&mut export, &mut output) => written?,
        // The file that is not complete is removed.
        signal = signals.next() => anyhow::bail!("{signal}: nothing was exported"),
    }
    output.finish()?;
    let next = export.next_after().map(|after| format!("; the next part begins with --after {after}"));
    note(&format!("{} sessions exported{}", export.sessions(), next.unwrap_or_default()));
    Ok(ExitCode::SUCCESS)
}

async fn write(export: &mut Export, output: &mut Output) -> anyhow::Result<()> {
    // The line appears only if standard error is a terminal.
    let progress = ProgressBar::new_spinner();
    progress.set_style(ProgressStyle::with_template("{spinner} {human_pos} sessions, {elapsed}")?);
    progress.enable_steady_tick(Duration::from_millis(100));
    while let Some(part) = export.next_part().await? {
        if !output.write(&part)? {
            break;
        }
        progress.set_position(export.sessions());
    }
    progress.finish_and_clear();
    Ok(())
}
