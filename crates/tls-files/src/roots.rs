//! The authorities of the system, and the provider of the cryptography.

use rustls::RootCertStore;

/// The authorities whose certificates the system holds. None, where it holds no usable certificate.
#[must_use]
pub fn system_roots() -> Option<RootCertStore> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    (!store.is_empty()).then_some(store)
}

/// Makes ring the provider of the cryptography, unless the program has chosen another, which is as good.
pub fn install_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
