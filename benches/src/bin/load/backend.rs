//! Where the record and the working copies are.

use clap::ValueEnum;

/// A database with a store of working copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// An SQLite file, and working copies in memory.
    SqliteMemory,
    /// An SQLite file and Redis.
    SqliteRedis,
    /// PostgreSQL and Redis.
    PostgresRedis,
}

impl Backend {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::SqliteMemory, Self::SqliteRedis, Self::PostgresRedis];

    /// The name of the row of the table.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::SqliteMemory => "SQLite + memory",
            Self::SqliteRedis => "SQLite + Redis",
            Self::PostgresRedis => "PostgreSQL + Redis",
        }
    }

    pub(crate) const fn has_redis(self) -> bool {
        !matches!(self, Self::SqliteMemory)
    }

    pub(crate) const fn has_postgres(self) -> bool {
        matches!(self, Self::PostgresRedis)
    }
}

impl std::fmt::Display for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}
