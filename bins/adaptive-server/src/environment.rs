//! The environment variables that many programs share, as settings of ours.

/// Which setting each shared variable stands for.
const SHARED: [(&str, &str); 6] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("REDIS_HOST", "redis.host"),
    ("REDIS_PORT", "redis.port"),
    ("REDIS_DB", "redis.db"),
    ("REDIS_PASSWORD", "redis.password"),
];

/// The settings that shared variables give, where they are set to something.
pub(crate) fn shared_settings(variables: &[(String, String)]) -> Vec<(&'static str, String)> {
    let value = |name: &str| variables.iter().find(|(key, value)| key == name && !value.is_empty());
    SHARED.iter().filter_map(|(name, key)| value(name).map(|(_, value)| (*key, value.clone()))).collect()
}
