//! The names of the variables that the server reads.

/// The prefix of the variables of this program.
pub(super) const PREFIX: &str = "ADAPTIVE__";
/// The port to listen on. It changes nothing else of the address.
pub(super) const PORT: &str = "PORT";
/// The setting of each variable that other programs use too.
pub(super) const SHARED: [(&str, &str); 6] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("REDIS_HOST", "redis.host"),
    ("REDIS_PORT", "redis.port"),
    ("REDIS_DB", "redis.db"),
    ("REDIS_PASSWORD", "redis.password"),
];

/// The variables of the command line `adaptive`, which people set beside those of the server.
pub(super) const OF_COMMAND_LINE: [&str; 1] = ["ADAPTIVE_API_KEY"];

/// The variable that sets a setting.
pub(super) fn variable_of(setting: &str) -> String {
    format!("{PREFIX}{}", setting.to_uppercase().replace('.', "__"))
}
