//! Reading the settings: each fault is found, and not the first only.

use std::ffi::OsString;
use std::path::Path;

use config::builder::DefaultState;
use config::{Config, ConfigBuilder, ConfigError, File, FileFormat, Value, ValueKind};

use super::Settings;
use super::environment::Environment;
use super::faults::Faults;
use super::known_settings::is_known;
use super::listen_address::ListenAddress;
use super::nearest::hint;
use super::toml_file::read_toml;
use crate::arguments::Arguments;

const BIND: &str = "server.bind";
const BASE_PATH: &str = "server.base_path";

/// The settings as far as they could be read, what is wrong with them, and what looks as if it were.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) settings: Settings,
    pub(crate) faults: Faults,
    /// Variables that are ignored, and probably should not be.
    pub(crate) warnings: Vec<String>,
}

/// Reads the settings from the file, the environment and the flags, and checks them.
pub(crate) fn read(arguments: &Arguments, variables: impl Iterator<Item = (OsString, OsString)>) -> Reading {
    let mut faults = Faults::default();
    let environment = Environment::read(variables, &mut faults);
    let sources = file_source(arguments.config.as_deref(), &mut faults);
    let values = with_flags(environment.values, arguments, environment.port, &sources);
    let settings = merge(sources, values).map(|config| settings_of(config, &mut faults));
    let settings = settings.unwrap_or_else(|error| {
        faults.add_unread_source(error);
        Settings::default()
    });
    settings.check(&mut faults);
    Reading { settings, faults, warnings: environment.warnings }
}

fn file_source(path: Option<&Path>, faults: &mut Faults) -> ConfigBuilder<DefaultState> {
    let sources = Config::builder();
    match path.map(read_toml) {
        None => sources,
        Some(Ok(text)) => sources.add_source(File::from_str(&text, FileFormat::Toml)),
        Some(Err(fault)) => {
            faults.add_unread_source(format_args!("{fault:#}"));
            sources
        }
    }
}

/// The values of the environment with the address and the path of the flags, and with the port of `PORT` unless the flag has one.
fn with_flags(
    mut values: Vec<(String, Value)>,
    arguments: &Arguments,
    port: Option<u16>,
    file: &ConfigBuilder<DefaultState>,
) -> Vec<(String, Value)> {
    if let Some(bind) = &arguments.bind {
        values.push((BIND.to_owned(), Value::new(None, bind.to_written())));
    }
    if let Some(base_path) = &arguments.base_path {
        values.push((BASE_PATH.to_owned(), Value::new(None, base_path.as_str())));
    }
    let Some(port) = port.filter(|_| !arguments.bind.as_ref().is_some_and(ListenAddress::has_port)) else {
        return values;
    };
    let in_values =
        values.iter().rfind(|(name, _)| name == BIND).and_then(|(_, value)| value.clone().into_string().ok());
    let in_file = || file.build_cloned().ok().and_then(|config| config.get_string(BIND).ok());
    let bind = in_values.or_else(in_file).map_or_else(|| Ok(ListenAddress::default()), |text| text.parse());
    // What cannot be read is reported where all settings are.
    if let Ok(bind) = bind {
        values.push((BIND.to_owned(), Value::new(None, bind.with_port(port).to_string())));
    }
    values
}

fn merge(sources: ConfigBuilder<DefaultState>, values: Vec<(String, Value)>) -> Result<Config, ConfigError> {
    let merged = values.into_iter().try_fold(sources, |sources, (name, value)| sources.set_override(name, value))?;
    merged.build()
}

/// The settings that can be read. Each one is tried alone, so that one fault does not hide the next.
fn settings_of(config: Config, faults: &mut Faults) -> Settings {
    let mut readable = Config::builder();
    for (section, value) in config.cache.into_table().unwrap_or_default() {
        for (name, value) in settings_in(&section, value) {
            match try_setting(&name, &value) {
                Ok(()) => match readable.clone().set_override(name, value) {
                    Ok(extended) => readable = extended,
                    Err(error) => faults.add_unread(&section, error),
                },
                Err(fault) => faults.add_unread(&section, fault),
            }
        }
    }
    let settings = readable.build().and_then(Config::try_deserialize);
    settings.unwrap_or_else(|error| {
        faults.add_unread_source(error);
        Settings::default()
    })
}

/// The settings of a section with their full names.
fn settings_in(section: &str, value: Value) -> Vec<(String, Value)> {
    match value.kind {
        ValueKind::Table(table) => table.into_iter().map(|(key, value)| (format!("{section}.{key}"), value)).collect(),
        _ => vec![(section.to_owned(), value)],
    }
}

fn try_setting(name: &str, value: &Value) -> Result<(), String> {
    if !is_known(name) {
        return Err(format!("{name} is no setting of this program{}", hint(name, str::to_owned)));
    }
    let alone = Config::builder().set_override(name, value.clone()).and_then(ConfigBuilder::<DefaultState>::build);
    match alone.and_then(Config::try_deserialize::<Settings>) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
