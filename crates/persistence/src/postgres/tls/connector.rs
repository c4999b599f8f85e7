//! What takes a connection through the handshake of TLS.

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::files;
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
        Some((certificate, key)) => {
            let (chain, private) = (files::certificates(certificate)?, files::private_key(key)?);
            builder.with_client_auth_cert(chain, private).map_err(|error| files::faulty(key, &error))?
        }
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
    let mut store = RootCertStore::empty();
    match of {
        Authorities::File(file) => {
            for certificate in files::certificates(file)? {
                store.add(certificate).map_err(|error| files::faulty(file, &error))?;
            }
        }
        Authorities::System => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if store.is_empty() {
                let reason = "the system has no certificates of authorities to check the server's by: install them, or \
                              name a file in `tls_ca_file` (or `sslrootcert` in the database URL)";
                return Err(RecordError::configuration(reason.to_owned()));
            }
        }
    }
    Ok(store)
}
