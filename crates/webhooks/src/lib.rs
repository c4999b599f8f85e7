//! Webhooks after the [Standard Webhooks](https://www.standardwebhooks.com) specification: what a message says, how it is signed,
//! to which addresses it goes, how it is sent, and when it is sent again.
//!
//! The crate keeps nothing and decides nothing about its caller: which messages there are, and what time it is, comes from outside.
//!
//! ```
//! use webhooks::{Secret, signatures};
//!
//! let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
//! let body = br#"{"test": 2432232314}"#;
//! let signed = signatures(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
//! assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
//! ```
#![forbid(unsafe_code)]

mod address;
mod connection;
mod exchange;
mod failure;
mod payload;
mod schedule;
mod secret;
mod sender;
mod signature;
mod target;

pub use address::{Addresses, RefusedAddress};
pub use failure::SendFailure;
pub use payload::{Payload, SessionData};
pub use schedule::{MAX_RETRY_AFTER, Schedule};
pub use secret::{Secret, SecretError};
pub use sender::{Envelope, Sender};
pub use signature::signatures;
pub use target::{Target, TargetError};
/// A file of TLS that cannot be used.
pub use tls_files::{FileError, NamedFile};
