//! Settings from environment variables: `ADAPTIVE__SECTION__KEY`, and the names that many programs share.

use std::ffi::OsString;

use config::{Value, ValueKind};

/// What our own variables begin with.
const PREFIX: &str = "ADAPTIVE__";
/// Which setting each shared variable stands for.
const SHARED: [(&str, &str); 6] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("REDIS_HOST", "redis.host"),
    ("REDIS_PORT", "redis.port"),
    ("REDIS_DB", "redis.db"),
    ("REDIS_PASSWORD", "redis.password"),
];

/// The settings that the variables give: our own come last, so that they win. Values stay texts until the setting
/// they go to is known, or a password of digits would lose its leading zeros.
pub(crate) fn settings_of(variables: impl Iterator<Item = (OsString, OsString)>) -> Vec<(String, Value)> {
    let (mut shared, mut own) = (Vec::new(), Vec::new());
    for (name, value) in variables {
        // Names and values of other programs need not be text; ours are.
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        if let Some((_, key)) = SHARED.iter().find(|(shared, _)| *shared == name && !value.is_empty()) {
            shared.push(((*key).to_owned(), text(&name, &value)));
        } else if let Some(key) = name.strip_prefix(PREFIX) {
            own.push((key.to_lowercase().replace("__", "."), text(&name, &value)));
        }
    }
    let given = |wanted: &str| shared.iter().any(|(key, _)| key == wanted);
    if !given("redis.url") && (given("redis.host") || given("redis.port")) {
        // Redis named in parts here wins over a URL in the file.
        shared.push(("redis.url".to_owned(), Value::new(None, ValueKind::Nil)));
    }
    shared.append(&mut own);
    shared
}

fn text(name: &str, value: &str) -> Value {
    Value::new(Some(&name.to_owned()), ValueKind::String(value.to_owned()))
}
