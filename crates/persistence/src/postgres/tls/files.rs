//! Files with certificates and keys.

use std::fmt;
use std::path::PathBuf;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::RecordError;

/// A file, and the setting or the parameter that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedFile {
    pub(super) name: &'static str,
    pub(super) path: PathBuf,
}

/// All certificates of a file, at least one.
pub(super) fn certificates(file: &NamedFile) -> Result<Vec<CertificateDer<'static>>, RecordError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(file)?).collect();
    let found = found.map_err(|error| faulty(file, &error))?;
    if found.is_empty() {
        return Err(faulty(file, &"it holds no certificate in PEM form"));
    }
    Ok(found)
}

/// The first key of a file.
pub(super) fn private_key(file: &NamedFile) -> Result<PrivateKeyDer<'static>, RecordError> {
    PrivateKeyDer::from_pem_slice(&read(file)?).map_err(|error| faulty(file, &error))
}

/// The file can be read, but what is in it is of no use.
pub(super) fn faulty(NamedFile { name, path }: &NamedFile, error: &dyn fmt::Display) -> RecordError {
    RecordError::configuration(format!("`{name}`: {} is not usable: {error}", path.display()))
}

fn read(NamedFile { name, path }: &NamedFile) -> Result<Vec<u8>, RecordError> {
    std::fs::read(path)
        .map_err(|error| RecordError::configuration(format!("`{name}`: cannot read {}: {error}", path.display())))
}
