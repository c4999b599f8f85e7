//! A file in PEM form and the setting that names it.

use std::fmt;
use std::path::PathBuf;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::FileError;

/// A file, and the setting or the parameter that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// The setting, as the messages write it.
    pub setting: &'static str,
    /// The file.
    pub path: PathBuf,
}

impl NamedFile {
    /// The file at this path, which this setting names.
    pub fn new(setting: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { setting, path: path.into() }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self) -> Result<Vec<u8>, FileError> {
        std::fs::read(&self.path).map_err(|reason| FileError::Unreadable {
            setting: self.setting,
            path: self.path.clone(),
            reason,
        })
    }

    /// All certificates of the file, at least one.
    ///
    /// # Errors
    /// The file cannot be read, or holds no certificate.
    pub fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, FileError> {
        self.certificates_in(&self.read()?)
    }

    /// The authorities whose certificates the file holds, at least one.
    ///
    /// # Errors
    /// The file cannot be read, holds no certificate, or one that no authority can have.
    pub fn root_store(&self) -> Result<RootCertStore, FileError> {
        self.root_store_in(&self.read()?)
    }

    /// The bytes of a file that holds certificates of authorities.
    ///
    /// # Errors
    /// As for [`root_store`](Self::root_store).
    pub fn root_pem(&self) -> Result<Vec<u8>, FileError> {
        let pem = self.read()?;
        self.root_store_in(&pem)?;
        Ok(pem)
    }

    /// This file is not usable, for this reason.
    pub fn is_not_usable(&self, reason: &dyn fmt::Display) -> FileError {
        FileError::Unusable { setting: self.setting, path: self.path.clone(), reason: reason.to_string() }
    }

    pub(crate) fn certificates_in(&self, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, FileError> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let found = found.map_err(|error| self.is_not_usable(&error))?;
        if found.is_empty() {
            return Err(self.is_not_usable(&"it holds no certificate in PEM form"));
        }
        Ok(found)
    }

    pub(crate) fn private_key_in(&self, pem: &[u8]) -> Result<PrivateKeyDer<'static>, FileError> {
        PrivateKeyDer::from_pem_slice(pem).map_err(|error| self.is_not_usable(&error))
    }

    fn root_store_in(&self, pem: &[u8]) -> Result<RootCertStore, FileError> {
        let mut store = RootCertStore::empty();
        for certificate in self.certificates_in(pem)? {
            store.add(certificate).map_err(|error| self.is_not_usable(&error))?;
        }
        Ok(store)
    }
}
