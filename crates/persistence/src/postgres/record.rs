//! The record in PostgreSQL, and how it is opened.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::migrate;
use super::pool::{self, Access, Pool};
use super::pooler::Sharing;
use super::target::Target;
use crate::error::RecordError;
use crate::settings::RecordSettings;
use crate::shared_commits::{CommitLimits, Queue};

/// How much longer the client waits than the server may work: the server's own time-out should be the one that ends a
/// statement.
const GRACE: Duration = Duration::from_secs(1);

/// The most commits of answers that are at work at the same time. While PostgreSQL works on one, the other comes and goes.
const COMMITS_AT_WORK: usize = 2;

/// The record in PostgreSQL.
///
/// An answer is one statement, so one round trip and one commit. While two commits are at work, the answers that come share the
/// next one. A connection that breaks, or whose server does not answer, leaves the pool; the next call gets another.
#[derive(Clone)]
pub struct PostgresRecord {
    pub(super) pool: Pool,
    /// What begins the transaction of each call, where a pooler shares its connections.
    pub(super) begin: Option<Arc<str>>,
    /// Whether the settings say that a pooler, if there is one, keeps prepared statements.
    pub(super) trusts_pooler: bool,
    /// Whether a pooler that shares its connections has come since the record was opened.
    pub(super) pooled_since: Arc<AtomicBool>,
    pub(super) statement_timeout: Duration,
    pub(super) import_timeout: Duration,
    /// Where answers wait to share a commit, if the settings allow it.
    pub(super) answers: Option<Arc<Queue>>,
}

impl PostgresRecord {
    /// Opens the database that a `postgres://` or `postgresql://` URL names and, unless the settings forbid it, brings its schema up
    /// to date.
    ///
    /// Instances that start together wait for one another. `sslmode` in the URL and [`DatabaseTlsSettings`](crate::DatabaseTlsSettings) set the
    /// use of TLS.
    ///
    /// # Errors
    /// [`RecordError::UnknownUrl`] for another URL, [`RecordError::Configuration`] when the settings of TLS contradict each
    /// other or a file of TLS is not usable, [`RecordError::Unavailable`] when the server cannot be reached or rejects the
    /// user, [`RecordError::OutdatedSchema`] when the schema is to stay as it is and lacks migrations, [`RecordError::Migration`] when a newer program has migrated the database or a migration fails.
    pub async fn open(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let target = Target::new(url, settings)?;
        let sharing = Sharing::find(&target, settings).await?;
        if settings.migrate {
            migrate::migrate(&target, sharing, settings).await?;
        } else {
            RecordError::refuse_outdated(migrate::missing_migrations(&target, sharing, settings).await?)?;
        }
        Self::with_pool(target, sharing, Access::ReadAndWrite, settings)
    }

    /// Opens the database that a URL names to read it.
    ///
    /// # Errors
    /// Those of [`open`](Self::open); [`RecordError::OutdatedSchema`] when it lacks migrations.
    pub async fn open_to_read(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let target = Target::new(url, settings)?;
        let sharing = Sharing::find(&target, settings).await?;
        RecordError::refuse_outdated(migrate::missing_migrations(&target, sharing, settings).await?)?;
        Self::with_pool(target, sharing, Access::Read, settings)
    }

    fn with_pool(
        target: Target,
        sharing: Sharing,
        access: Access,
        settings: &RecordSettings,
    ) -> Result<Self, RecordError> {
        let most = settings.connections.get();
        Ok(Self {
            pool: pool::pool(target, sharing, access, settings)?,
            begin: (sharing == Sharing::Shared).then(|| access.begin(settings).into()),
            trusts_pooler: settings.prepared_statements == Some(true),
            pooled_since: Arc::default(),
            statement_timeout: settings.statement_timeout,
            import_timeout: settings.import_timeout,
            answers: settings.shared_commits.then(|| Queue::new(CommitLimits { at_work: COMMITS_AT_WORK, most })),
        })
    }

    /// Brings the schema up to date, and returns the names of the migrations that were missing.
    pub(crate) async fn migrate(url: &str, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
        let target = Target::new(url, settings)?;
        migrate::migrate(&target, Sharing::find(&target, settings).await?, settings).await
    }

    /// The names of the migrations that the database lacks.
    pub(crate) async fn missing_migrations(url: &str, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
        let target = Target::new(url, settings)?;
        migrate::missing_migrations(&target, Sharing::find(&target, settings).await?, settings).await
    }

    /// Checks the URL and the settings, and reads the files of TLS. Connects to nothing.
    pub(crate) fn check(url: &str, settings: &RecordSettings) -> Result<(), RecordError> {
        Target::new(url, settings).map(drop)
    }

    /// How long the client waits for a statement.
    pub(super) const fn deadline(&self) -> Duration {
        self.statement_timeout.saturating_add(GRACE)
    }
}

impl fmt::Debug for PostgresRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresRecord").finish_non_exhaustive()
    }
}
