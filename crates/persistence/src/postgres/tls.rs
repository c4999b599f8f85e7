//! Connections over TLS: what the database URL and the settings ask for, made into what connects.

mod mode;
mod parameters;
mod verifier;
mod wanted;

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
use tls_files::FileError;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::record::RecordError;
pub(super) use mode::Mode;
pub(super) use parameters::Parameters;
use verifier::AnyName;
use wanted::Authorities;
pub(super) use wanted::Wanted;

/// The protocol as servers know it that speak TLS from the first byte (`sslnegotiation=direct`).
const PROTOCOL: &[u8] = b"postgresql";

/// What takes a connection through the handshake. Reads the files that are wanted and checks what is in them.
pub(super) fn connector(wanted: &Wanted, from_the_first_byte: bool) -> Result<MakeRustlsConnect, RecordError> {
    let builder = trust(wanted)?;
    let mut config = match &wanted.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => identity.configure(builder).map_err(unusable)?,
    };
    if from_the_first_byte {
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
    }
    Ok(MakeRustlsConnect::new(config))
}

/// Whom to take for the server.
fn trust(wanted: &Wanted) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, RecordError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(format!("TLS: {error}")))?;
    let verifier = match wanted.mode {
        Mode::VerifyFull => return Ok(builder.with_root_certificates(authorities(&wanted.authorities)?)),
        Mode::VerifyCa => AnyName::certified_by(authorities(&wanted.authorities)?, provider),
        Mode::Require | Mode::Prefer | Mode::Disable => AnyName::of_anybody(provider),
    };
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

fn authorities(of: &Authorities) -> Result<RootCertStore, RecordError> {
    match of {
        Authorities::File(file) => file.root_store().map_err(unusable),
        Authorities::System => tls_files::system_roots().ok_or_else(|| {
            let reason = "the system has no certificates of authorities to check the server's by: install them, or name \
                          a file in `tls_ca_file` (or `sslrootcert` in the database URL)";
            refused(reason.to_owned())
        }),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the argument of `map_err`")]
fn unusable(error: FileError) -> RecordError {
    refused(error.to_string())
}

fn refused(reason: String) -> RecordError {
    RecordError::Configuration { reason }
}
