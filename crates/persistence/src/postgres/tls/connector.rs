//! What takes a connection through the handshake of TLS.

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
use tls_files::FileError;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::mode::Mode;
use super::request::{Authorities, TlsRequest};
use super::verifier::AnyServerName;
use crate::error::RecordError;

/// The protocol as servers know it that speak TLS from the first byte (`sslnegotiation=direct`).
const PROTOCOL: &[u8] = b"postgresql";

/// The connector of a request. Reads the files that it names and checks their content.
pub(in crate::postgres) fn connector(
    request: &TlsRequest,
    from_the_first_byte: bool,
) -> Result<MakeRustlsConnect, RecordError> {
    let builder = trust(request)?;
    let mut config = match &request.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => identity.configure(builder).map_err(unusable)?,
    };
    if from_the_first_byte {
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
    }
    Ok(MakeRustlsConnect::new(config))
}

/// Which servers to trust.
fn trust(request: &TlsRequest) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, RecordError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| RecordError::configuration(format!("TLS: {error}")))?;
    let verifier = match request.mode {
        Mode::VerifyFull => return Ok(builder.with_root_certificates(authorities(&request.authorities)?)),
        Mode::VerifyCa => AnyServerName::certified_by(authorities(&request.authorities)?, provider),
        Mode::Require | Mode::Prefer | Mode::Disable => AnyServerName::any_server(provider),
    };
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

fn authorities(of: &Authorities) -> Result<RootCertStore, RecordError> {
    match of {
        Authorities::File(file) => file.root_store().map_err(unusable),
        Authorities::System => tls_files::system_roots().ok_or_else(|| {
            let reason = "the system has no certificates of authorities to check the server's by: install them, or name \
                          a file in `tls_ca_file` (or `sslrootcert` in the database URL)";
            RecordError::configuration(reason)
        }),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the argument of `map_err`")]
fn unusable(error: FileError) -> RecordError {
    RecordError::configuration(error.to_string())
}
