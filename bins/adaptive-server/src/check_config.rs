//! The command `check-config`: all that is wrong with the settings, and the settings in effect.

use std::process::ExitCode;
use std::sync::Arc;

use exam::ExamService;
use secrecy::ExposeSecret as _;
use state_store::{MemoryStore, ValueFormat};

use crate::arguments::CheckConfigArguments;
use crate::failure::EXIT_SETTINGS;
use crate::printing::{note, print};
use crate::settings::{Faults, Reading, Settings};
use crate::{backends, reach};

/// Prints the settings in effect without their secrets, then warnings and faults on standard error. The exit code is 2 if there is
/// a fault.
pub(crate) async fn check_config(reading: Reading, arguments: &CheckConfigArguments) -> anyhow::Result<ExitCode> {
    let Reading { settings, mut faults, warnings } = reading;
    if faults.have_spared(&["database"]) {
        let record = settings.database.record_settings();
        if let Err(error) = persistence::check(settings.database.url.expose_secret(), &record) {
            let fault = format_args!("{}: {:#}", backends::CANNOT_OPEN, anyhow::Error::from(error));
            faults.add_unread("database", fault);
        }
    }
    if arguments.connect {
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

/// Looks whether the database has a key, if others can reach the server and need one.
async fn find_key(settings: &Settings) -> anyhow::Result<()> {
    if !settings.needs_key_in_database() {
        return Ok(());
    }
    let record = backends::open_record_to_read(settings).await?;
    // Keys have no working copies.
    let service = ExamService::new(record, Arc::new(MemoryStore::new(ValueFormat::MessagePack)));
    reach::check(settings, &service).await
}

/// Asks the database and Redis, as far as their settings are of use. Neither is changed.
async fn connect(settings: &Settings, faults: &mut Faults) {
    if faults.have_spared(&["database"]) {
        ask_database(settings, faults).await;
    }
    if faults.have_spared(&["redis", "store"]) {
        ask_redis(settings, faults).await;
    }
}

async fn ask_database(settings: &Settings, faults: &mut Faults) {
    let (url, record) = (settings.database.url.expose_secret(), settings.database.record_settings());
    match persistence::missing_migrations(url, &record).await {
        Err(error) => faults.add(format_args!("{}: {:#}", backends::CANNOT_OPEN, anyhow::Error::from(error))),
        // Whether a database with another schema has a key is not known before it is migrated.
        Ok(missing) if missing.is_empty() && faults.have_spared(&["server", "auth"]) => {
            if let Err(error) = find_key(settings).await {
                faults.add(format_args!("{error:#}"));
            }
        }
        Ok(missing) => faults.require(
            missing.is_empty() || record.migrate,
            format_args!("the database lacks {}: run `adaptive-server migrate`", missing.join(", ")),
        ),
    }
}

async fn ask_redis(settings: &Settings, faults: &mut Faults) {
    match backends::open_store(settings) {
        Err(error) => faults.add(format_args!("{error:#}")),
        Ok(store) => {
            if let Err(error) = store.ping().await {
                faults.add(format_args!("Redis does not answer: {:#}", anyhow::Error::from(error)));
            }
        }
    }
}
