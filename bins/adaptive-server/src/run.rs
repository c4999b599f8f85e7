//! Reads the settings and runs the command.

use std::process::ExitCode;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use crate::settings::{self, Reading, Settings};
use crate::{
    check_config, credit_outage, health, keys, logging, migrate, recover, results, serve, verify, webhook_command,
};

/// Runs the command of the arguments; without one it serves.
pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut reading = settings::read(arguments, std::env::vars_os());
    match &arguments.command {
        // These two report what is wrong with the settings in their own way, and log nothing.
        Some(Command::CheckConfig(options)) => {
            reading.settings.check_access(&mut reading.faults);
            Ok(check_config::check_config(reading, options).await?)
        }
        Some(Command::Health(options)) => Ok(health::health(reading, options)),
        None => {
            reading.settings.check_access(&mut reading.faults);
            serve::serve(begin(reading)?).await?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Recover(sessions)) => {
            does_not_listen(arguments, "recover", &mut reading);
            Ok(recover::recover(&begin(reading)?, sessions).await?)
        }
        Some(Command::Keys(command)) => {
            does_not_listen(arguments, "keys", &mut reading);
            Ok(keys::run(&begin(reading)?, command).await?)
        }
        Some(Command::Webhooks(command)) => {
            does_not_listen(arguments, "webhooks", &mut reading);
            Ok(webhook_command::run(&begin(reading)?, command).await?)
        }
        Some(Command::Results(command)) => {
            does_not_listen(arguments, "results", &mut reading);
            Ok(results::run(&begin(reading)?, command).await?)
        }
        Some(Command::Migrate(options)) => {
            does_not_listen(arguments, "migrate", &mut reading);
            Ok(migrate::migrate(&begin(reading)?, options).await?)
        }
        Some(Command::CreditOutage(outage)) => {
            does_not_listen(arguments, "credit-outage", &mut reading);
            Ok(credit_outage::credit_outage(&begin(reading)?, outage).await?)
        }
        Some(Command::Verify(sessions)) => {
            does_not_listen(arguments, "verify", &mut reading);
            Ok(verify::verify(&begin(reading)?, sessions).await?)
        }
    }
}

/// The settings if nothing is wrong with them. Logging starts.
fn begin(reading: Reading) -> Result<Settings, Failure> {
    let Reading { settings, warnings, faults } = reading;
    let settings = faults.or(settings).map_err(|faults| Failure::from_settings(faults.into()))?;
    logging::start(&settings.log);
    warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    #[cfg(feature = "failpoints")]
    crate::kill_switch::arm(std::env::var_os(crate::kill_switch::VARIABLE)).map_err(Failure::from_settings)?;
    Ok(settings)
}

fn does_not_listen(arguments: &Arguments, command: &str, reading: &mut Reading) {
    let listens = arguments.bind.is_some() || arguments.base_path.is_some();
    reading.faults.require(!listens, format_args!("`{command}` does not listen: omit --bind and --base-path"));
}
