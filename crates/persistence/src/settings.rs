//! How the record uses its database.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

/// How the record uses its database: connections and time-outs.
///
/// ```
/// use std::time::Duration;
///
/// use persistence::RecordSettings;
///
/// let settings = RecordSettings { wait_timeout: Duration::from_secs(1), ..RecordSettings::default() };
/// assert_eq!(settings.connections.get(), 16);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSettings {
    /// PostgreSQL: the greatest number of connections. Default 16.
    pub connections: NonZeroUsize,
    /// SQLite file: the number of connections that read, beside the one that writes. Default 4.
    pub readers: NonZeroUsize,
    /// How long a call waits for a connection, or for SQLite's write lock. Default 5 s.
    pub wait_timeout: Duration,
    /// PostgreSQL: how long to wait for a connection to be set up. Default 3 s.
    pub connect_timeout: Duration,
    /// PostgreSQL: how long one statement may take; enforced by the server, and by the client should the server fall
    /// silent. Default 10 s.
    pub statement_timeout: Duration,
    /// Whether the answers of several sessions are committed together when they come faster than they can be committed
    /// one by one: on SQLite while a commit is under way, on PostgreSQL while two are. Default: yes.
    pub shared_commits: bool,
    /// PostgreSQL: whether the connections keep prepared statements. A pooler that gives each transaction another connection, as
    /// PgBouncer does in transaction mode, keeps none; then each call is a transaction of its own. Default: found out when the
    /// record is opened.
    pub prepared_statements: Option<bool>,
    /// PostgreSQL: how long the import of a bank may take. Default 120 s.
    pub import_timeout: Duration,
    /// Whether opening the record applies the migrations that the database lacks; else it is refused. Default: yes.
    pub migrate: bool,
    /// PostgreSQL: TLS. Default: as the URL says.
    pub tls: DatabaseTlsSettings,
}

/// What is asked of TLS to PostgreSQL beside what the database URL says.
///
/// A URL without `sslmode` is taken for `verify-full` where TLS is enabled or a file is named, for `disable` where TLS is
/// not enabled, and for `prefer` where neither is set; in this last case for `disable` on a loopback address or a Unix
/// socket.
/// `sslrootcert`, `sslcert` and `sslkey` of the URL stand for the files.
///
/// ```
/// use persistence::{RecordSettings, DatabaseTlsSettings};
///
/// let tls = DatabaseTlsSettings { ca_file: Some("/etc/postgresql/ca.pem".into()), ..DatabaseTlsSettings::default() };
/// let settings = RecordSettings { tls, ..RecordSettings::default() };
/// assert!(settings.tls.is_asked_for());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabaseTlsSettings {
    /// Whether there is TLS; it must not contradict the URL.
    pub enabled: Option<bool>,
    /// PEM file of the authorities to trust, instead of those of the system.
    pub ca_file: Option<PathBuf>,
    /// PEM file with the certificate to show where the server asks for one, followed by those that lead to its authority.
    pub client_cert_file: Option<PathBuf>,
    /// PEM file with the key of that certificate.
    pub client_key_file: Option<PathBuf>,
}

impl DatabaseTlsSettings {
    /// Whether these settings want TLS. Files are of use with TLS only, so naming one asks for it.
    #[must_use]
    pub fn is_asked_for(&self) -> bool {
        let files = [&self.ca_file, &self.client_cert_file, &self.client_key_file];
        self.enabled == Some(true) || files.into_iter().any(Option::is_some)
    }
}

impl Default for RecordSettings {
    fn default() -> Self {
        Self {
            connections: NonZeroUsize::MIN.saturating_add(15),
            readers: NonZeroUsize::MIN.saturating_add(3),
            wait_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(10),
            shared_commits: true,
            prepared_statements: None,
            import_timeout: Duration::from_secs(120),
            migrate: true,
            tls: DatabaseTlsSettings::default(),
        }
    }
}
