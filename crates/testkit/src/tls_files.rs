//! Certificates of a test's own, as files.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tempfile::TempDir;

use crate::waiting::free_port;

/// An authority, a certificate of a server and one of a client, in a directory that is removed when this is dropped.
pub struct TlsFiles {
    directory: TempDir,
}

impl TlsFiles {
    /// Certificates of an authority that is in no other list of trusted ones; the server's is for these host names and IP addresses.
    ///
    /// # Panics
    /// When they cannot be made or written.
    #[must_use]
    pub fn for_names(names: &[&str]) -> Self {
        let files = Self { directory: tempfile::tempdir().expect("a temporary directory") };
        let mut authority = CertificateParams::new(Vec::new()).expect("no name is no faulty name");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        // A certificate that bears the name of its issuer would be taken for one that has signed itself.
        authority.distinguished_name.push(DnType::CommonName, "authority of a test");
        let key = KeyPair::generate().expect("a key");
        files.write("ca.pem", &authority.self_signed(&key).expect("a certificate").pem());
        let issuer = Issuer::new(authority, key);
        files.certify("server", names, &issuer);
        files.certify("client", &["client"], &issuer);
        files
    }

    fn certify(&self, who: &str, names: &[&str], issuer: &Issuer<'_, KeyPair>) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(names).and_then(|params| params.signed_by(&key, issuer));
        self.write(&format!("{who}.pem"), &certificate.expect("a certificate").pem());
        self.write(&format!("{who}.key"), &key.serialize_pem());
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("the temporary directory can be written to");
    }

    /// `ca.pem`, `server.pem`, `server.key`, `client.pem` or `client.key`.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The directory of the files.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// What has a Redis server listen with TLS, on a port beside the usual one, and ask clients for a certificate or not.
    #[must_use]
    pub fn redis_arguments(&self, client_certificates: bool) -> Vec<String> {
        let file = |name: &str| self.path(name).display().to_string();
        let clients = if client_certificates { "yes" } else { "no" };
        vec![
            "--tls-port".to_owned(),
            free_port().to_string(),
            "--tls-ca-cert-file".to_owned(),
            file("ca.pem"),
            "--tls-cert-file".to_owned(),
            file("server.pem"),
            "--tls-key-file".to_owned(),
            file("server.key"),
            "--tls-auth-clients".to_owned(),
            clients.to_owned(),
        ]
    }
}
