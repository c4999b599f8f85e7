//! What a client shows to a server that asks for a certificate.

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};

use crate::error::FileError;
use crate::named_file::NamedFile;

/// The files of a client's certificate and of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// The certificate, followed by those that lead to its authority.
    pub certificate: NamedFile,
    /// The key of the certificate.
    pub key: NamedFile,
}

impl ClientIdentity {
    /// The configuration that shows this certificate.
    ///
    /// # Errors
    /// A file cannot be read or used, or the key is not that of the certificate.
    pub fn configure(&self, builder: ConfigBuilder<ClientConfig, WantsClientCert>) -> Result<ClientConfig, FileError> {
        self.configure_with(builder, &self.certificate.read()?, &self.key.read()?)
    }

    /// The bytes of the two files, certificate and key, for clients that take them in PEM form. Needs
    /// [`install_provider`](crate::install_provider) to have been called.
    ///
    /// # Errors
    /// As for [`configure`](Self::configure).
    pub fn pem(&self) -> Result<(Vec<u8>, Vec<u8>), FileError> {
        let (certificate, key) = (self.certificate.read()?, self.key.read()?);
        let builder = ClientConfig::builder().with_root_certificates(RootCertStore::empty());
        self.configure_with(builder, &certificate, &key)?;
        Ok((certificate, key))
    }

    fn configure_with(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsClientCert>,
        certificate: &[u8],
        key: &[u8],
    ) -> Result<ClientConfig, FileError> {
        let chain = self.certificate.certificates_in(certificate)?;
        let private = self.key.private_key_in(key)?;
        builder.with_client_auth_cert(chain, private).map_err(|error| self.key.is_not_usable(&error))
    }
}
