//! Connections over TLS: what the database URL and the settings ask for, made into what connects.

mod files;
mod mode;
mod parameters;
mod verifier;
mod wanted;

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
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
                return Err(refused(reason.to_owned()));
            }
        }
    }
    Ok(store)
}

fn refused(reason: String) -> RecordError {
    RecordError::Configuration { reason }
}
