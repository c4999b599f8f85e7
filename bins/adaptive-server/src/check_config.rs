//! The command `check-config`: all that is wrong with the settings, and the settings in effect.

use std::process::ExitCode;

use secrecy::ExposeSecret as _;

use crate::arguments::CheckConfigArguments;
use crate::backends;
use crate::failure::EXIT_SETTINGS;
use crate::printing::{note, print};
use crate::settings::{Faults, Reading, Settings};

/// Prints the settings in effect without their secrets, then warnings and faults on standard error. The exit code is 2 if there is
/// a fault.
pub(crate) async fn check_config(reading: Reading, arguments: &CheckConfigArguments) -> anyhow::Result<ExitCode> {
    let Reading { settings, mut faults, warnings } = reading;
    if faults.have_spared(&["database"]) {
        let record = settings.database.record_settings();
        if let Err(error) = persistence::check(settings.database.url.expose_secret(), &record) {
            faults.add(format_args!("{}: {:#}", backends::CANNOT_OPEN, anyhow::Error::from(error)));
        }
    }
    if arguments.connect && faults.is_empty() {
        connect(&settings, &mut faults).await;
    }
    match toml::to_string(&settings) {
        Ok(text) => print(text.trim_end())?,
        Err(error) => faults.add(format_args!("the settings cannot be shown: {error}")),
    }
    warnings.iter().for_each(|warning| note(&format!("warning: {warning}")));
    faults.texts().iter().for_each(|fault| note(&format!("fault: {fault}")));
    if !faults.is_empty() {
        return Ok(ExitCode::from(EXIT_SETTINGS));
    }
    note("no fault found");
    Ok(ExitCode::SUCCESS)
}

/// Asks the database and Redis. Neither is changed.
async fn connect(settings: &Settings, faults: &mut Faults) {
    let (url, record) = (settings.database.url.expose_secret(), settings.database.record_settings());
    match persistence::missing_migrations(url, &record).await {
        Err(error) => faults.add(format_args!("{}: {:#}", backends::CANNOT_OPEN, anyhow::Error::from(error))),
        Ok(missing) => faults.require(
            missing.is_empty() || record.migrate,
            format_args!("the database lacks {}: run `adaptive-server migrate`", missing.join(", ")),
        ),
    }
    match backends::open_store(settings) {
        Err(error) => faults.add(format_args!("{error:#}")),
        Ok(store) => {
            if let Err(error) = store.ping().await {
                faults.add(format_args!("Redis does not answer: {:#}", anyhow::Error::from(error)));
            }
        }
    }
}
