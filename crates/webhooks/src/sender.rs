//! Sending one message to one endpoint.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request};
use rustls::{ClientConfig, RootCertStore};
use tls_files::{FileError, NamedFile};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::address::Addresses;
use crate::connection::connect;
use crate::exchange::exchange;
use crate::failure::SendFailure;
use crate::secret::Secret;
use crate::signature::signatures;
use crate::target::Target;

/// How the server calls itself.
const AGENT: &str = concat!("adaptive-server/", env!("CARGO_PKG_VERSION"));

/// A message, ready to be signed and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The name of the message: the same at each attempt.
    pub id: String,
    /// The time of the attempt, in seconds since 1970-01-01 UTC.
    pub timestamp: u64,
    /// The body.
    pub body: Vec<u8>,
}

/// Sends messages. Each one has a connection of its own; redirects are not followed, and no proxy is used.
#[derive(Clone)]
pub struct Sender {
    tls: TlsConnector,
    addresses: Addresses,
    timeout: Duration,
}

impl Sender {
    /// A sender that trusts the authorities of a file, or those of the system, and gives up an attempt after this time.
    ///
    /// # Errors
    /// [`FileError`] when the file cannot be read or used.
    pub fn new(authorities: Option<&NamedFile>, addresses: Addresses, timeout: Duration) -> Result<Self, FileError> {
        let roots = match authorities {
            Some(file) => file.root_store()?,
            // Where the system has none, no certificate is trusted, and the failure of each attempt says so.
            None => tls_files::system_roots().unwrap_or_else(RootCertStore::empty),
        };
        tls_files::install_provider();
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), addresses, timeout })
    }

    /// Signs a message with all secrets, and sends it.
    ///
    /// # Errors
    /// [`SendFailure`] unless the endpoint answers with one of the 2xx in time.
    pub async fn send(&self, target: &Target, secrets: &[Secret], message: &Envelope) -> Result<(), SendFailure> {
        let request = request(target, secrets, message)?;
        let attempt = self.attempt(target, request);
        timeout(self.timeout, attempt).await.unwrap_or(Err(SendFailure::Timeout(self.timeout)))
    }

    async fn attempt(&self, target: &Target, request: Request<Full<Bytes>>) -> Result<(), SendFailure> {
        let stream = connect(target, self.addresses).await?;
        match target.server_name() {
            None => exchange(stream, request).await,
            Some(name) => {
                let secure = self.tls.connect(name.clone(), stream).await.map_err(SendFailure::Insecure)?;
                exchange(secure, request).await
            }
        }
    }
}

fn request(target: &Target, secrets: &[Secret], message: &Envelope) -> Result<Request<Full<Bytes>>, SendFailure> {
    let Envelope { id, timestamp, body } = message;
    let request = Request::builder()
        .method(Method::POST)
        .uri(target.path())
        .header(HOST, target.authority())
        .header(USER_AGENT, AGENT)
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp.to_string())
        .header("webhook-signature", signatures(secrets, id, *timestamp, body))
        .body(Full::new(Bytes::from(body.clone())))?;
    Ok(request)
}
