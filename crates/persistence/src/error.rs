//! What keeps the record from doing a call.

#[cfg(any(feature = "postgres", feature = "sqlite"))]
use std::sync::Arc;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a call of the record failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The database cannot be reached, gave no connection in time, broke off, can only be read or has no room. A later
    /// try may succeed. Its sources say what is wrong and, where that is known, what to do; they show no password.
    #[error("the database is unavailable")]
    Unavailable(#[source] Cause),
    /// The database refused or failed the statement.
    #[error("the database failed")]
    Database(#[source] Cause),
    /// A row holds a value that this version of the program does not know.
    #[error("the record holds a {what} that cannot be read: {value}")]
    Unreadable {
        /// Which value it is, for example `session status`.
        what: &'static str,
        /// The value in the row.
        value: String,
    },
    /// The database does not carry the schema this program needs, and could not be brought to it.
    #[error("the database schema could not be brought up to date")]
    Migration(#[source] Cause),
    /// The database lacks migrations of this program, and the settings do not let it apply them.
    #[error("the database schema is older than this program: it lacks {}", missing.join(", "))]
    OutdatedSchema {
        /// The names of the migrations, the oldest first.
        missing: Vec<String>,
    },
    /// The URL names no database this program knows.
    #[error("{url} is not a database URL: use postgres://user@host/database or sqlite://path/to/file.db")]
    UnknownUrl {
        /// The URL without any password in it.
        url: String,
    },
    /// The settings of TLS make no sense, or a file they name is missing or not usable.
    #[error("{reason}")]
    Configuration {
        /// Setting, value and what would do, without any password.
        reason: String,
    },
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl RecordError {
    /// Settings that contradict each other or name what is not usable.
    #[cfg(feature = "postgres")]
    pub(crate) fn configuration(reason: impl Into<String>) -> Self {
        Self::Configuration { reason: reason.into() }
    }

    /// Refuses a database that lacks these migrations, if it lacks any.
    pub(crate) fn refuse_outdated(missing: Vec<String>) -> Result<(), Self> {
        if missing.is_empty() { Ok(()) } else { Err(Self::OutdatedSchema { missing }) }
    }

    /// The same error for each of several calls that share it.
    pub(crate) fn for_each_of(self, calls: usize) -> impl Iterator<Item = Self> {
        let (kind, cause): (fn(Cause) -> Self, Cause) = match self {
            Self::Unavailable(cause) => (Self::Unavailable, cause),
            Self::Database(cause) => (Self::Database, cause),
            other => (Self::Database, other.into()),
        };
        let cause: Arc<dyn std::error::Error + Send + Sync> = cause.into();
        (0..calls).map(move |_| kind(Box::new(Arc::clone(&cause))))
    }
}
