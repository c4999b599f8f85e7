//! The record in SQLite, and how it is opened.

use std::fmt;
use std::sync::Arc;

use super::location::Location;
use super::migrate;
use super::open_file::OpenFile;
use super::pool::{self, Pool};
use crate::error::RecordError;
use crate::settings::RecordSettings;
use crate::shared_commits::{CommitLimits, Queue};

/// The record in an SQLite file, or in memory for trials and tests.
///
/// A file is kept in write-ahead mode with full synchronisation: what has been acknowledged survives a power failure.
/// One connection writes, a few read beside it. Answers that come during a commit share the next one. Several processes may
/// share a file on a local disk.
#[derive(Clone)]
pub struct SqliteRecord {
    pub(super) writer: Pool,
    pub(super) readers: Pool,
    /// The file that the connections have open; `None` for a database in memory.
    pub(super) file: Option<OpenFile>,
    /// Where answers wait to share a commit, if the settings allow it.
    pub(super) answers: Option<Arc<Queue>>,
}

impl SqliteRecord {
    /// Opens the database that a `sqlite://` URL names and, unless the settings forbid it, brings its schema up to date.
    ///
    /// `sqlite://adaptive.db` is a file in the working directory, `sqlite:///var/lib/adaptive.db` one by its full path;
    /// it is created if it is not there, its directory is not. `sqlite://:memory:` lasts as long as the value.
    ///
    /// # Errors
    /// [`RecordError::UnknownUrl`] for another URL, [`RecordError::Unavailable`] when the file cannot be opened,
    /// [`RecordError::OutdatedSchema`] when the schema is to stay as it is and lacks migrations,
    /// [`RecordError::Migration`] when a newer program has migrated the database or a migration
    /// fails.
    pub async fn open(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let location = Location::from_url(url)?;
        if !settings.migrate {
            RecordError::refuse_outdated(migrate::missing_migrations(&location, settings).await?)?;
        }
        let writer = pool::writer(&location, settings)?;
        if settings.migrate {
            migrate::migrate(&writer).await?;
        }
        let file = OpenFile::at(&location).map_err(|error| RecordError::Unavailable(error.into()))?;
        let readers = pool::readers(&location, settings)?.unwrap_or_else(|| writer.clone());
        let answers = settings.shared_commits.then(|| Queue::new(CommitLimits { at_work: 1, most: 1 }));
        Ok(Self { writer, readers, file, answers })
    }

    /// Opens the database that a `sqlite://` URL names to read it; there must be one.
    ///
    /// # Errors
    /// Those of [`open`](Self::open); [`RecordError::OutdatedSchema`] when it lacks migrations.
    pub async fn open_to_read(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let location = Location::from_url(url)?.existing()?;
        RecordError::refuse_outdated(migrate::missing_migrations(&location, settings).await?)?;
        let readers = pool::reading(&location, settings)?;
        let file = OpenFile::at(&location).map_err(|error| RecordError::Unavailable(error.into()))?;
        Ok(Self { writer: readers.clone(), readers, file, answers: None })
    }

    /// Brings the schema up to date, and returns the names of the migrations that were missing.
    pub(crate) async fn migrate(url: &str, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
        migrate::migrate(&pool::writer(&Location::from_url(url)?, settings)?).await
    }

    /// The names of the migrations that the database lacks.
    pub(crate) async fn missing_migrations(url: &str, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
        migrate::missing_migrations(&Location::from_url(url)?, settings).await
    }
}

impl fmt::Debug for SqliteRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteRecord").finish_non_exhaustive()
    }
}
