//! The section `[database]`: where the record is.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use persistence::{DatabaseTlsSettings, RecordSettings};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use crate::settings::values::{HIDDEN, milliseconds};

/// Where the record is.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DatabaseSection {
    #[serde(serialize_with = "hidden_url")]
    pub(crate) url: SecretString,
    /// Whether a server that starts brings the schema up to date.
    pub(crate) migrate: bool,
    /// PostgreSQL: the largest number of connections.
    pub(crate) connections: Option<NonZeroUsize>,
    pub(crate) wait_timeout_ms: Option<NonZeroU64>,
    pub(crate) connect_timeout_ms: Option<NonZeroU64>,
    pub(crate) statement_timeout_ms: Option<NonZeroU64>,
    /// Whether concurrent answers share a commit.
    pub(crate) shared_commits: Option<bool>,
    /// PostgreSQL: whether connections keep prepared statements; found out when absent.
    pub(crate) prepared_statements: Option<bool>,
    /// PostgreSQL: TLS. `sslmode` in the URL must not contradict it.
    pub(crate) tls: Option<bool>,
    pub(crate) tls_ca_file: Option<PathBuf>,
    pub(crate) tls_client_cert_file: Option<PathBuf>,
    pub(crate) tls_client_key_file: Option<PathBuf>,
}

impl Default for DatabaseSection {
    fn default() -> Self {
        Self {
            url: "sqlite://adaptive.db".into(),
            migrate: true,
            connections: None,
            wait_timeout_ms: None,
            connect_timeout_ms: None,
            statement_timeout_ms: None,
            shared_commits: None,
            prepared_statements: None,
            tls: None,
            tls_ca_file: None,
            tls_client_cert_file: None,
            tls_client_key_file: None,
        }
    }
}

impl DatabaseSection {
    /// Whether the database may be there already: a file that is not has no API key, and should not be made in vain.
    pub(crate) fn may_exist(&self) -> bool {
        let file = self.url.expose_secret().strip_prefix("sqlite://");
        file.is_none_or(|file| Path::new(file).exists())
    }

    pub(crate) fn record_settings(&self) -> RecordSettings {
        let default = RecordSettings::default();
        let time = |ms: Option<NonZeroU64>, default: Duration| ms.map_or(default, milliseconds);
        RecordSettings {
            connections: self.connections.unwrap_or(default.connections),
            wait_timeout: time(self.wait_timeout_ms, default.wait_timeout),
            connect_timeout: time(self.connect_timeout_ms, default.connect_timeout),
            statement_timeout: time(self.statement_timeout_ms, default.statement_timeout),
            shared_commits: self.shared_commits.unwrap_or(default.shared_commits),
            prepared_statements: self.prepared_statements,
            migrate: self.migrate,
            tls: self.tls_settings(),
            ..default
        }
    }

    fn tls_settings(&self) -> DatabaseTlsSettings {
        DatabaseTlsSettings {
            enabled: self.tls,
            ca_file: self.tls_ca_file.clone(),
            client_cert_file: self.tls_client_cert_file.clone(),
            client_key_file: self.tls_client_key_file.clone(),
        }
    }
}

/// Shows the URL of a file, and only the kind of another one.
fn hidden_url<S: Serializer>(url: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    let url = url.expose_secret();
    match url.split_once("://") {
        Some(("sqlite", _)) => serializer.serialize_str(url),
        Some((scheme, _)) => serializer.collect_str(&format_args!("{scheme}://{HIDDEN}")),
        None => serializer.serialize_str(HIDDEN),
    }
}
