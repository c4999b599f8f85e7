//! Which database a URL names, in words that hold no password.

use std::fmt;

/// The database that a URL names: its kind, where it is, and its name there.
///
/// ```
/// let place = persistence::place("postgres://exams:secret@db.example:5433/exams?sslmode=verify-full")?;
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

impl fmt::Display for DatabasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            Some(database) => write!(f, "{} at {}, database {database}", self.kind, self.location),
            None => write!(f, "{} in {}", self.kind, self.location),
        }
    }
}
