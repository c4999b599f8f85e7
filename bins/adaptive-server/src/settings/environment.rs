//! Settings from environment variables: `ADAPTIVE__SECTION__KEY`, names that many programs use, and `NAME_FILE` for secrets.

use std::collections::BTreeMap;
use std::ffi::OsString;

use config::{Value, ValueKind};

use super::faults::Faults;
use super::known_settings::is_known;
use super::nearest::{hint, nearest_variable};
use super::secret_file;
use super::variables::{OF_COMMAND_LINE, PORT, PREFIX, SHARED, variable_of};

/// What the environment says.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// The settings. Those with the prefix come last, so they win.
    pub(super) values: Vec<(String, Value)>,
    pub(super) port: Option<u16>,
    /// Variables that look like ours and are not.
    pub(super) warnings: Vec<String>,
}

impl Environment {
    /// Reads the variables. Values stay texts until the type of the setting is known: a password of digits keeps its
    /// leading zeros.
    pub(super) fn read(variables: impl Iterator<Item = (OsString, OsString)>, faults: &mut Faults) -> Self {
        // Names and values of other programs may be no text.
        let text = |value: OsString| value.to_string_lossy().into_owned();
        let variables: BTreeMap<_, _> = variables.map(|(name, value)| (text(name), text(value))).collect();
        let mut environment = Self { port: read_port(&variables, faults), ..Self::default() };
        let (mut shared, mut own) = (Vec::new(), Vec::new());
        for (name, value) in &variables {
            match Variable::from_name(name) {
                Some(variable) if variable.is_shared && value.is_empty() => {
                    let warning = format!(
                        "the environment variable {name} is empty, and is ignored: unset it, or give it a value"
                    );
                    environment.warnings.push(warning);
                }
                Some(variable) => {
                    let values = if variable.is_shared { &mut shared } else { &mut own };
                    values.extend(variable.read(name, value, &variables, faults));
                }
                None => environment.warnings.extend(warning(name)),
            }
        }
        let has = |wanted: &str| shared.iter().any(|(key, _)| key == wanted);
        if !has("redis.url") && (has("redis.host") || has("redis.port")) {
            // A host or port in the environment wins over a URL in the file.
            shared.push(("redis.url".to_owned(), Value::new(None, ValueKind::Nil)));
        }
        shared.append(&mut own);
        environment.values = shared;
        environment
    }
}

/// A variable of ours.
struct Variable {
    /// The setting, for example `server.bind`.
    setting: String,
    is_shared: bool,
    names_file: bool,
}

impl Variable {
    fn from_name(name: &str) -> Option<Self> {
        if let Some(setting) = setting_of(name) {
            return Some(Self { setting, is_shared: !name.starts_with(PREFIX), names_file: false });
        }
        let setting = name.strip_suffix(secret_file::SUFFIX).and_then(setting_of);
        if let Some(setting) = setting.filter(|setting| secret_file::may_hold(setting)) {
            return Some(Self { setting, is_shared: !name.starts_with(PREFIX), names_file: true });
        }
        // An unknown setting with the prefix is a fault, and not a variable of another program.
        let rest = name.strip_prefix(PREFIX)?;
        Some(Self { setting: path(rest), is_shared: false, names_file: false })
    }

    fn read(
        self,
        name: &str,
        value: &str,
        variables: &BTreeMap<String, String>,
        faults: &mut Faults,
    ) -> Option<(String, Value)> {
        if !is_known(&self.setting) {
            let hint = hint(&self.setting, variable_of);
            faults.add_unread(self.section(), format_args!("{name} is no setting of this program{hint}"));
            return None;
        }
        if !self.names_file {
            let origin = name.to_owned();
            return Some((self.setting, Value::new(Some(&origin), ValueKind::String(value.to_owned()))));
        }
        let direct = name.strip_suffix(secret_file::SUFFIX).unwrap_or(name);
        if variables.get(direct).is_some_and(|value| !value.is_empty()) {
            faults.add_unread(self.section(), format_args!("{direct} and {name} are both set: leave one out"));
            return None;
        }
        match secret_file::read(name, value, &self.setting) {
            Ok(value) => Some((self.setting, value)),
            Err(fault) => {
                faults.add_unread(self.section(), fault);
                None
            }
        }
    }

    fn section(&self) -> &str {
        self.setting.split('.').next().unwrap_or_default()
    }
}

/// The setting that a variable sets, if there is one.
fn setting_of(name: &str) -> Option<String> {
    match name.strip_prefix(PREFIX) {
        Some(rest) => Some(path(rest)).filter(|setting| is_known(setting)),
        None => SHARED.iter().find(|(shared, _)| *shared == name).map(|(_, setting)| (*setting).to_owned()),
    }
}

fn path(rest: &str) -> String {
    rest.to_lowercase().replace("__", ".")
}

fn read_port(variables: &BTreeMap<String, String>, faults: &mut Faults) -> Option<u16> {
    let text = variables.get(PORT).filter(|text| !text.is_empty())?;
    let port = text.parse().ok();
    faults.require(port.is_some(), format_args!("{PORT} is {text:?}: a port is a number from 0 to 65535"));
    port
}

/// What to say of a variable that is not ours: nothing, unless it looks as if it should be.
fn warning(name: &str) -> Option<String> {
    if OF_COMMAND_LINE.contains(&name) {
        return None;
    }
    #[cfg(feature = "failpoints")]
    if name == crate::kill_switch::VARIABLE {
        return None;
    }
    match nearest_variable(name) {
        Some(near) => Some(format!("the environment variable {name} is ignored: did you mean {near}?")),
        None if name.to_uppercase().starts_with("ADAPTIVE_") => {
            Some(format!("the environment variable {name} is ignored: it is no setting of this program"))
        }
        None => None,
    }
}
