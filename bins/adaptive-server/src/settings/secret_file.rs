//! Secrets that stand in files, as containers and service managers hand them out.

use std::path::Path;

use config::{Value, ValueKind};

/// The settings that may stand in a file which a variable with `_FILE` at its end names.
const SECRETS: [&str; 5] = ["auth.api_keys", "database.url", "redis.url", "redis.password", "redis.sentinel_password"];
/// The one that is a list.
const LIST: &str = "auth.api_keys";
/// The end of the name of a variable that names a file.
pub(super) const SUFFIX: &str = "_FILE";

/// Whether a file may hold the setting.
pub(super) fn may_hold(setting: &str) -> bool {
    SECRETS.contains(&setting)
}

/// Reads the value of a setting from the file that a variable names. No error shows what is in the file.
pub(super) fn read(variable: &str, path: &str, setting: &str) -> anyhow::Result<Value> {
    let origin = Some(variable.to_owned());
    if setting == LIST {
        let entries = read_list(variable, Path::new(path))?;
        let entries = entries.into_iter().map(|entry| Value::new(origin.as_ref(), entry)).collect();
        return Ok(Value::new(origin.as_ref(), ValueKind::Array(entries)));
    }
    let text = read_text(variable, Path::new(path))?;
    let line = text.strip_suffix('\n').map_or(&*text, |line| line.strip_suffix('\r').unwrap_or(line));
    anyhow::ensure!(!line.is_empty(), "{variable}: {path} is empty");
    anyhow::ensure!(!line.contains('\n'), "{variable}: {path} has more than one line");
    Ok(Value::new(origin.as_ref(), line))
}

/// Reads texts, at least one, from the file that a variable or a setting names: one a line, or with commas between them.
pub(super) fn read_list(name: &str, path: &Path) -> anyhow::Result<Vec<String>> {
    let text = read_text(name, path)?;
    let entries = text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
    let entries: Vec<_> = entries.map(str::to_owned).collect();
    anyhow::ensure!(!entries.is_empty(), "{name}: {} is empty", path.display());
    Ok(entries)
}

fn read_text(name: &str, path: &Path) -> anyhow::Result<String> {
    let failed = |reason: &dyn std::fmt::Display| anyhow::anyhow!("{name}: cannot read {}: {reason}", path.display());
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|_| failed(&"it is not text in UTF-8"))
}
