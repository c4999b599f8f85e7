//! What a URL names: opening its record, and looking after its schema.

use std::sync::Arc;

use crate::error::RecordError;
use crate::place::DatabasePlace;
#[cfg(feature = "postgres")]
use crate::postgres::PostgresRecord;
use crate::record::Record;
use crate::settings::RecordSettings;
#[cfg(feature = "sqlite")]
use crate::sqlite::SqliteRecord;
use crate::url::without_secrets;

/// The database of a URL, by its scheme.
enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Kind {
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(unused_variables, reason = "PostgreSQL reads the settings of TLS itself")
    )]
    fn of(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        match url.split_once("://").map(|(scheme, _)| scheme) {
            #[cfg(feature = "sqlite")]
            Some("sqlite") if settings.tls.is_asked_for() => Err(RecordError::Configuration {
                reason: "`tls` and its files are of no use with SQLite: leave them out, or name a PostgreSQL database"
                    .to_owned(),
            }),
            #[cfg(feature = "sqlite")]
            Some("sqlite") => Ok(Self::Sqlite),
            #[cfg(feature = "postgres")]
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            _ => Err(RecordError::UnknownUrl { url: without_secrets(url) }),
        }
    }
}

/// Opens the record that a URL names, by its scheme: `sqlite://path/to/file.db`, `sqlite://:memory:`,
/// `postgres://user@host/database` or `postgresql://…`. The schema is brought up to date, unless the settings forbid it.
///
/// # Errors
/// [`RecordError::UnknownUrl`] when no database of this build goes by the scheme, [`RecordError::Configuration`] when TLS is
/// asked for where there is none, and the errors of
/// [`SqliteRecord::open`](crate::SqliteRecord::open) and [`PostgresRecord::open`](crate::PostgresRecord::open).
///
/// ```
/// # #[tokio::main(flavor = "multi_thread", worker_threads = 1)]
/// # async fn main() {
/// use persistence::{RecordError, RecordSettings, open};
///
/// let refused = open("mysql://root:secret@db/exams", &RecordSettings::default()).await;
/// assert!(matches!(refused, Err(RecordError::UnknownUrl { url }) if !url.contains("secret")));
/// # }
/// ```
pub async fn open(url: &str, settings: &RecordSettings) -> Result<Arc<dyn Record>, RecordError> {
    match Kind::of(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => Ok(Arc::new(SqliteRecord::open(url, settings).await?)),
        #[cfg(feature = "postgres")]
        Kind::Postgres => Ok(Arc::new(PostgresRecord::open(url, settings).await?)),
    }
}

/// Opens the record that a URL names to read it. Nothing is created or migrated, and every change is refused by the database.
///
/// # Errors
/// Those of [`open()`]; [`RecordError::OutdatedSchema`] when it lacks migrations, and [`RecordError::Unavailable`] when there is no database file.
pub async fn open_to_read(url: &str, settings: &RecordSettings) -> Result<Arc<dyn Record>, RecordError> {
    match Kind::of(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => Ok(Arc::new(SqliteRecord::open_to_read(url, settings).await?)),
        #[cfg(feature = "postgres")]
        Kind::Postgres => Ok(Arc::new(PostgresRecord::open_to_read(url, settings).await?)),
    }
}

/// Brings the schema of a database up to date, and returns the names of the migrations that were missing. Instances that do so
/// at the same moment wait for one another.
///
/// # Errors
/// Those of [`open()`].
pub async fn migrate(url: &str, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
    match Kind::of(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => SqliteRecord::migrate(url, settings).await,
        #[cfg(feature = "postgres")]
        Kind::Postgres => PostgresRecord::migrate(url, settings).await,
    }
}

/// The names of the migrations that a database lacks, the oldest first. It changes nothing: an SQLite file that is not there
/// lacks all of them, and is not created.
///
/// # Errors
/// Those of [`open()`].
pub async fn missing_migrations(url: &str, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
    match Kind::of(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => SqliteRecord::missing_migrations(url, settings).await,
        #[cfg(feature = "postgres")]
        Kind::Postgres => PostgresRecord::missing_migrations(url, settings).await,
    }
}

/// Checks the URL and the settings, and reads the files that they name. Opens and connects to nothing.
///
/// # Errors
/// [`RecordError::UnknownUrl`], [`RecordError::Configuration`], and [`RecordError::Unavailable`] when there can be no file at the
/// path of an SQLite database.
pub fn check(url: &str, settings: &RecordSettings) -> Result<DatabasePlace, RecordError> {
    match Kind::of(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => {}
        #[cfg(feature = "postgres")]
        Kind::Postgres => PostgresRecord::check(url, settings)?,
    }
    place(url)
}

/// The database that a URL names, in words that hold no password. Opens and connects to nothing.
///
/// # Errors
/// [`RecordError::UnknownUrl`] when it names no database of this build, and [`RecordError::Unavailable`] when there can be no
/// file at its path.
pub fn place(url: &str) -> Result<DatabasePlace, RecordError> {
    match url.split_once("://").map(|(scheme, _)| scheme) {
        #[cfg(feature = "sqlite")]
        Some("sqlite") => crate::sqlite::place(url),
        #[cfg(feature = "postgres")]
        Some("postgres" | "postgresql") => crate::postgres::place(url),
        _ => Err(RecordError::UnknownUrl { url: without_secrets(url) }),
    }
}
