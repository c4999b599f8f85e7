//! Opening the record that a URL names.

use std::sync::Arc;

use crate::error::RecordError;
#[cfg(feature = "postgres")]
use crate::postgres::PostgresRecord;
use crate::record::Record;
use crate::settings::RecordSettings;
#[cfg(feature = "sqlite")]
use crate::sqlite::SqliteRecord;
use crate::url::without_secrets;

/// Opens the record that a URL names, by its scheme: `sqlite://path/to/file.db`, `sqlite://:memory:`,
/// `postgres://user@host/database` or `postgresql://…`. The schema is brought up to date.
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
    match kind(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => Ok(Arc::new(SqliteRecord::open(url, settings).await?)),
        #[cfg(feature = "postgres")]
        Kind::Postgres => Ok(Arc::new(PostgresRecord::open(url, settings).await?)),
    }
}

/// Opens the record that a URL names to read it. Nothing is created or migrated, and every change is refused by the database.
///
/// # Errors
/// Those of [`open`]; [`RecordError::Migration`] when the schema is not the one of this program, and
/// [`RecordError::Unavailable`] when there is no database file.
pub async fn open_to_read(url: &str, settings: &RecordSettings) -> Result<Arc<dyn Record>, RecordError> {
    match kind(url, settings)? {
        #[cfg(feature = "sqlite")]
        Kind::Sqlite => Ok(Arc::new(SqliteRecord::open_to_read(url, settings).await?)),
        #[cfg(feature = "postgres")]
        Kind::Postgres => Ok(Arc::new(PostgresRecord::open_to_read(url, settings).await?)),
    }
}

/// The databases of this build.
enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

fn kind(url: &str, settings: &RecordSettings) -> Result<Kind, RecordError> {
    match url.split_once("://").map(|(scheme, _)| scheme) {
        #[cfg(feature = "sqlite")]
        Some("sqlite") if settings.tls.is_asked_for() => Err(RecordError::Configuration {
            reason: "`tls` and its files are of no use with SQLite: leave them out, or name a PostgreSQL database"
                .to_owned(),
        }),
        #[cfg(feature = "sqlite")]
        Some("sqlite") => Ok(Kind::Sqlite),
        #[cfg(feature = "postgres")]
        Some("postgres" | "postgresql") => Ok(Kind::Postgres),
        _ => Err(RecordError::UnknownUrl { url: without_secrets(url) }),
    }
}
