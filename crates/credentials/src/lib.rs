//! Credentials: API keys, the token of an exam session, the key of a start, entry codes, passes of operators, scopes, and comparisons in constant time.
//!
//! The crate computes only. The caller draws the random bytes, keeps the digests and decides who may do what.
#![forbid(unsafe_code)]

mod api_key;
mod comparison;
mod entry_code;
mod keyed_hash;
mod operator_pass;
mod random_text;
mod scope;
mod session_token;
mod start_key;

pub use api_key::ApiKey;
pub use comparison::place;
pub use entry_code::EntryCode;
pub use operator_pass::{OperatorPass, PassHolder};
pub use scope::{Scope, Scopes};
pub use session_token::SessionToken;
pub use start_key::{StartKey, StartKeyError};

/// The number of bytes of a digest, of a salt and of a token's secret.
pub const DIGEST_BYTES: usize = 32;
