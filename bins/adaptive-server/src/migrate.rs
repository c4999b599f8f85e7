//! The command `migrate`: brings the schema of the database up to date, or says what it lacks.

use std::process::ExitCode;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::arguments::MigrateArguments;
use crate::backends;
use crate::printing::print;
use crate::settings::Settings;

/// Applies the migrations that the database lacks, and prints their names. With `--check` it changes nothing, and the exit code
/// is 1 if there are any.
pub(crate) async fn migrate(settings: &Settings, arguments: &MigrateArguments) -> anyhow::Result<ExitCode> {
    let url = settings.database.url.expose_secret();
    let record = settings.database.record_settings();
    let place = backends::place(settings)?;
    if arguments.check {
        let missing = persistence::missing_migrations(url, &record).await.context(backends::CANNOT_OPEN)?;
        missing.iter().try_for_each(|migration| print(format_args!("missing {migration}")))?;
        let is_complete = missing.is_empty();
        let outcome = if is_complete {
            "the schema is up to date"
        } else {
            "the schema is not up to date: run `adaptive-server migrate`"
        };
        print(format_args!("{place}: {outcome}"))?;
        return Ok(if is_complete { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let applied = persistence::migrate(url, &record).await.context(backends::CANNOT_OPEN)?;
    applied.iter().try_for_each(|migration| print(format_args!("applied {migration}")))?;
    print(format_args!("{place}: the schema is up to date"))?;
    Ok(ExitCode::SUCCESS)
}
