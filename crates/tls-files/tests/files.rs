//! Files with certificates and keys, good and bad.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has to fail")]

use std::path::PathBuf;

use tempfile::TempDir;
use tls_files::{ClientIdentity, FileError, NamedFile, install_provider};

struct Files {
    dir: TempDir,
}

impl Files {
    fn new() -> Self {
        install_provider();
        Self { dir: TempDir::new().unwrap() }
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A certificate and its key.
    fn pair(&self, name: &str) -> ClientIdentity {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let certificate = self.write(&format!("{name}.pem"), &made.cert.pem());
        let key = self.write(&format!("{name}.key"), &made.signing_key.serialize_pem());
        ClientIdentity {
            certificate: NamedFile::new("tls_client_cert_file", certificate),
            key: NamedFile::new("tls_client_key_file", key),
        }
    }
}

#[test]
fn a_file_that_is_missing_is_named_with_its_setting() {
    let file = NamedFile::new("tls_ca_file", "/nowhere/ca.pem");
    let reason = file.certificates().unwrap_err();
    assert!(matches!(reason, FileError::Unreadable { .. }));
    assert!(reason.to_string().starts_with("`tls_ca_file`: cannot read /nowhere/ca.pem: "), "{reason}");
}

#[test]
fn a_file_without_a_certificate_is_not_usable() {
    let files = Files::new();
    let path = files.write("empty.pem", "no certificate");
    let file = NamedFile::new("tls_ca_file", &path);
    let expected = format!("`tls_ca_file`: {} is not usable: it holds no certificate in PEM form", path.display());
    assert_eq!(file.certificates().unwrap_err().to_string(), expected);
    assert_eq!(file.root_store().unwrap_err().to_string(), expected);
    assert_eq!(file.root_pem().unwrap_err().to_string(), expected);
}

#[test]
fn authorities_are_read_as_certificates_and_as_bytes() {
    let files = Files::new();
    let file = files.pair("authority.example").certificate;
    assert_eq!(file.certificates().unwrap().len(), 1);
    assert_eq!(file.root_store().unwrap().len(), 1);
    assert_eq!(file.root_pem().unwrap(), std::fs::read(&file.path).unwrap());
}

#[test]
fn a_key_must_be_that_of_its_certificate() {
    let files = Files::new();
    let (one, other) = (files.pair("one.example"), files.pair("other.example"));
    let (certificate, key) = one.pem().unwrap();
    assert_eq!(certificate, std::fs::read(&one.certificate.path).unwrap());
    assert_eq!(key, std::fs::read(&one.key.path).unwrap());
    let mixed = ClientIdentity { key: other.key, ..one };
    let reason = mixed.pem().unwrap_err().to_string();
    assert!(reason.contains("`tls_client_key_file`") && reason.contains("other.example.key"), "{reason}");
}
