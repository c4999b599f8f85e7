//! Settings from environment variables: `ADAPTIVE__SECTION__KEY`, and the names that many programs share.

use config::{Value, ValueKind};

/// What our own variables begin with.
const PREFIX: &str = "ADAPTIVE__";
/// The settings whose variables hold a list, separated by commas.
const LISTS: [&str; 2] = ["auth.api_keys", "redis.sentinels"];
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
pub(crate) fn settings_of(variables: &[(String, String)]) -> Vec<(String, Value)> {
    let mut settings = Vec::new();
    for (name, value) in variables {
        if let Some((_, key)) = SHARED.iter().find(|(shared, _)| shared == name && !value.is_empty()) {
            settings.push(((*key).to_owned(), text(name, value)));
        }
    }
    for (name, value) in variables {
        if let Some(key) = name.strip_prefix(PREFIX) {
            let key = key.to_lowercase().replace("__", ".");
            let value = if LISTS.contains(&key.as_str()) { list(name, value) } else { text(name, value) };
            settings.push((key, value));
        }
    }
    settings
}

fn text(name: &str, value: &str) -> Value {
    Value::new(Some(&name.to_owned()), ValueKind::String(value.to_owned()))
}

fn list(name: &str, value: &str) -> Value {
    let entries = value.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    Value::new(Some(&name.to_owned()), ValueKind::Array(entries.map(|entry| text(name, entry)).collect()))
}
