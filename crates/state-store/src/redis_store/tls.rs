//! Connections over TLS.

use std::path::{Path, PathBuf};

use redis::{Client, ClientTlsConfig, ConnectionAddr, ConnectionInfo, TlsCertificates};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::store::StoreError;

/// Whom a server must be certified by, and what it is shown. The host name, or the IP address, must always be one that the
/// certificate is for; there is no way to leave that out.
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
    /// PEM file with the certificate to show where the server asks for one, followed by those that lead to its authority.
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
    pub(super) fn read(settings: &TlsSettings) -> Result<Self, StoreError> {
        // Another provider that the program has chosen is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let root_cert = settings.ca_file.as_deref().map(authorities).transpose()?;
        let client_tls = match (&settings.client_cert_file, &settings.client_key_file) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(identity(certificate, key)?),
            (Some(_), None) => {
                return Err(refused("`tls_client_cert_file` is of no use without `tls_client_key_file`"));
            }
            (None, Some(_)) => {
                return Err(refused("`tls_client_key_file` is of no use without `tls_client_cert_file`"));
            }
        };
        Ok(Self { certificates: TlsCertificates { client_tls, root_cert } })
    }

    /// The same node, over TLS.
    pub(super) fn secure(&self, info: ConnectionInfo) -> Result<ConnectionInfo, StoreError> {
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

fn secure_address(address: ConnectionAddr) -> Result<ConnectionAddr, StoreError> {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            Ok(ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None })
        }
        _ => Err(refused("TLS is of no use on a Unix socket: leave `tls` and its files out")),
    }
}

fn authorities(path: &Path) -> Result<Vec<u8>, StoreError> {
    const SETTING: &str = "tls_ca_file";
    let pem = read(SETTING, path)?;
    let mut store = RootCertStore::empty();
    for certificate in certificates(SETTING, path, &pem)? {
        store.add(certificate).map_err(|error| faulty(SETTING, path, &error))?;
    }
    Ok(pem)
}

fn identity(certificate: &Path, key: &Path) -> Result<ClientTlsConfig, StoreError> {
    let (client_cert, client_key) = (read("tls_client_cert_file", certificate)?, read("tls_client_key_file", key)?);
    let chain = certificates("tls_client_cert_file", certificate, &client_cert)?;
    let private = PrivateKeyDer::from_pem_slice(&client_key).map_err(|e| faulty("tls_client_key_file", key, &e))?;
    let client = ClientConfig::builder().with_root_certificates(RootCertStore::empty());
    client.with_client_auth_cert(chain, private).map_err(|error| faulty("tls_client_key_file", key, &error))?;
    Ok(ClientTlsConfig { client_cert, client_key })
}

/// All certificates of a file, at least one.
fn certificates(setting: &str, path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, StoreError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|error| faulty(setting, path, &error))?;
    if found.is_empty() {
        return Err(faulty(setting, path, &"it holds no certificate in PEM form"));
    }
    Ok(found)
}

fn read(setting: &str, path: &Path) -> Result<Vec<u8>, StoreError> {
    std::fs::read(path).map_err(|error| refused(&format!("`{setting}`: cannot read {}: {error}", path.display())))
}

fn faulty(setting: &str, path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    refused(&format!("`{setting}`: {} is not usable: {error}", path.display()))
}

fn refused(reason: &str) -> StoreError {
    StoreError::Configuration { reason: reason.to_owned() }
}
