//! Certificates and keys for TLS, read from files that settings name, and the certificates of the system.
//!
//! Every error names the setting and the file, and shows nothing of what the file holds.

mod error;
mod identity;
mod named_file;
mod roots;

pub use error::FileError;
pub use identity::ClientIdentity;
pub use named_file::NamedFile;
pub use roots::{install_provider, system_roots};
