//! The edge of an HTTP server as plain values: which host names are loopback, which origins are foreign, under which path
//! the server is reached, which address a client has behind proxies, and how often it may ask.
//!
//! The crate knows no request and no reply. `api` reads the headers and decides with these values.
#![forbid(unsafe_code)]

mod backlog;
mod base_path;
mod encoded_text;
mod loopback;
mod origin;
mod rate_limiter;
mod trusted_proxies;

pub use backlog::widen_backlog;
pub use base_path::{BasePath, BasePathError};
pub use encoded_text::is_encoded_text;
pub use loopback::is_loopback_host;
pub use origin::{Origin, OriginError};
pub use rate_limiter::{RateLimiter, Wait};
pub use trusted_proxies::{Forwarding, ProxyError, TrustedProxies, client_network};
