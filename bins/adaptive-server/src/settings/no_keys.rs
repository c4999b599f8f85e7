//! The refusal to listen where others could reach a server without keys.

use crate::settings::listen_address::ListenAddress;

/// The error for a server that others could reach and that asks nobody for a key.
#[derive(Debug, thiserror::Error)]
#[error(
    "refusing to listen on {address} without API keys: anyone who reaches it could read every key. Set \
     ADAPTIVE__AUTH__API_KEYS (or [auth] api_keys), make a key with `adaptive-server keys create`, or bind to 127.0.0.1"
)]
pub(crate) struct NoKeys {
    address: String,
}

impl NoKeys {
    /// The error for this address.
    pub(crate) fn new(address: &ListenAddress) -> Self {
        Self { address: address.to_string() }
    }
}
