//! The values that every session of the floor has.

/// The digest of the token of every session.
pub(super) const TOKEN_DIGEST: [u8; 32] = [7; 32];
/// The estimate of every session.
pub(super) const THETA: f64 = 0.3;
pub(super) const STANDARD_ERROR: f64 = 0.4;
