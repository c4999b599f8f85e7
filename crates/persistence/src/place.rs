//! Which database a URL names, in words that hold no password.

use std::fmt;

use crate::error::RecordError;
use crate::url::without_secrets;

/// The database that a URL names: its kind, where it is, and its name there.
///
/// ```
/// use persistence::DatabasePlace;
///
/// let place = DatabasePlace::from_url("postgres://exams:secret@db.example:5433/exams?sslmode=verify-full")?;
/// assert_eq!(place.to_string(), "PostgreSQL at db.example:5433, database exams");
/// # Ok::<(), persistence::RecordError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabasePlace {
    /// `SQLite` or `PostgreSQL`.
    pub kind: &'static str,
    /// The hosts with their ports, `memory`, or the file by its full path.
    pub location: String,
    /// The name of the database at its host; a file is its own name.
    pub database: Option<String>,
}

impl DatabasePlace {
    /// What the URL names. Opens and connects to nothing.
    ///
    /// # Errors
    /// [`RecordError::UnknownUrl`] when it names no database of this build, and [`RecordError::Unavailable`] when there can be no
    /// file at its path.
    pub fn from_url(url: &str) -> Result<Self, RecordError> {
        match url.split_once("://").map(|(scheme, _)| scheme) {
            #[cfg(feature = "sqlite")]
            Some("sqlite") => crate::sqlite::place(url),
            #[cfg(feature = "postgres")]
            Some("postgres" | "postgresql") => crate::postgres::place(url),
            _ => Err(RecordError::UnknownUrl { url: without_secrets(url) }),
        }
    }
}

impl fmt::Display for DatabasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            Some(database) => write!(f, "{} at {}, database {database}", self.kind, self.location),
            None => write!(f, "{} in {}", self.kind, self.location),
        }
    }
}
