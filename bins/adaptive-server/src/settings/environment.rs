//! Settings from environment variables: `ADAPTIVE__SECTION__KEY`, and names that many programs use.

use std::ffi::OsString;

use config::{Value, ValueKind};

/// The prefix of the variables of this program.
const PREFIX: &str = "ADAPTIVE__";
/// The setting of each variable that other programs use too.
const SHARED: [(&str, &str); 6] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("REDIS_HOST", "redis.host"),
    ("REDIS_PORT", "redis.port"),
    ("REDIS_DB", "redis.db"),
    ("REDIS_PASSWORD", "redis.password"),
];

/// The settings in the variables. Those with the prefix come last, so they win. Values stay texts until the type
/// of the setting is known: a password of digits keeps its leading zeros.
pub(crate) fn from_variables(variables: impl Iterator<Item = (OsString, OsString)>) -> Vec<(String, Value)> {
    let (mut shared, mut own) = (Vec::new(), Vec::new());
    for (name, value) in variables {
        // Names and values of other programs may be no text.
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        if let Some((_, key)) = SHARED.iter().find(|(shared, _)| *shared == name && !value.is_empty()) {
            shared.push(((*key).to_owned(), text(&name, &value)));
        } else if let Some(key) = name.strip_prefix(PREFIX) {
            own.push((key.to_lowercase().replace("__", "."), text(&name, &value)));
        }
    }
    let has = |wanted: &str| shared.iter().any(|(key, _)| key == wanted);
    if !has("redis.url") && (has("redis.host") || has("redis.port")) {
        // A host or port in the environment wins over a URL in the file.
        shared.push(("redis.url".to_owned(), Value::new(None, ValueKind::Nil)));
    }
    shared.append(&mut own);
    shared
}

fn text(name: &str, value: &str) -> Value {
    Value::new(Some(&name.to_owned()), ValueKind::String(value.to_owned()))
}
