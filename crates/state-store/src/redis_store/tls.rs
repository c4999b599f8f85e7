//! Connections over TLS.

use std::path::PathBuf;

use redis::{Client, ClientTlsConfig, ConnectionAddr, ConnectionInfo, TlsCertificates};
use tls_files::{ClientIdentity, FileError, NamedFile};

use crate::store::{Result, StoreError};

/// Whom a server must be certified by, and what it is shown. The host name, or the IP address, must always be one that
/// the certificate is for; this check cannot be switched off.
///
/// The default trusts the authorities of the system and shows nothing.
///
/// ```
/// use state_store::{RedisSettings, TlsSettings};
/// let mut tls = TlsSettings::default();
/// tls.ca_file = Some("/etc/redis/ca.pem".into());
/// let mut settings = RedisSettings::new("rediss://:s3cret@redis.example");
/// settings.tls = Some(tls);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsSettings {
    /// PEM file of the authorities to trust, instead of those of the system.
    pub ca_file: Option<PathBuf>,
    /// PEM file with the certificate to show where the server asks for one, followed by those that lead to its
    /// authority.
    pub client_cert_file: Option<PathBuf>,
    /// PEM file with the key of that certificate.
    pub client_key_file: Option<PathBuf>,
}

/// What the files of the settings hold.
#[derive(Clone)]
pub(super) struct Tls {
    certificates: TlsCertificates,
}

impl Tls {
    /// Reads the files and checks what is in them.
    pub(super) fn read(settings: &TlsSettings) -> Result<Self> {
        tls_files::install_provider();
        let authorities = settings.ca_file.as_ref().map(|path| NamedFile::new("tls_ca_file", path));
        let root_cert = authorities.map(|file| file.root_pem()).transpose().map_err(unusable)?;
        let client_tls = client_identity(settings)?.map(|identity| identity.pem()).transpose().map_err(unusable)?;
        let client_tls = client_tls.map(|(client_cert, client_key)| ClientTlsConfig { client_cert, client_key });
        Ok(Self { certificates: TlsCertificates { client_tls, root_cert } })
    }

    /// The same node, over TLS.
    pub(super) fn with_tls(&self, info: ConnectionInfo) -> Result<ConnectionInfo> {
        let address = secure_address(info.addr().clone())?;
        let client = Client::build_with_tls(info.set_addr(address), self.certificates.clone());
        client
            .map(|client| client.get_connection_info().clone())
            .map_err(|e| refused(&format!("TLS: {}", e.category())))
    }

    pub(super) fn certificates(&self) -> TlsCertificates {
        self.certificates.clone()
    }
}

fn secure_address(address: ConnectionAddr) -> Result<ConnectionAddr> {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            Ok(ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None })
        }
        _ => Err(refused("TLS is of no use on a Unix socket: leave `tls` and its files out")),
    }
}

fn client_identity(settings: &TlsSettings) -> Result<Option<ClientIdentity>> {
    const CERTIFICATE: &str = "tls_client_cert_file";
    const KEY: &str = "tls_client_key_file";
    match (&settings.client_cert_file, &settings.client_key_file) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(ClientIdentity {
            certificate: NamedFile::new(CERTIFICATE, certificate),
            key: NamedFile::new(KEY, key),
        })),
        (Some(_), None) => Err(refused(&format!("`{CERTIFICATE}` is of no use without `{KEY}`"))),
        (None, Some(_)) => Err(refused(&format!("`{KEY}` is of no use without `{CERTIFICATE}`"))),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the argument of `map_err`")]
fn unusable(error: FileError) -> StoreError {
    refused(&error.to_string())
}

fn refused(reason: &str) -> StoreError {
    StoreError::Configuration { reason: reason.to_owned() }
}
