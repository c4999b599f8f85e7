//! The edge of an HTTP server as plain values: which host names are loopback, which origins are foreign, under which path
//! the server is reached.
//!
//! The crate knows no request and no reply. `api` reads the headers and decides with these values.
#![forbid(unsafe_code)]

mod base_path;
mod loopback;
mod origin;

pub use base_path::{BasePath, BasePathError};
pub use loopback::is_loopback_host;
pub use origin::{Origin, OriginError};
