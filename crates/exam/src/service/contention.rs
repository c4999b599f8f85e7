//! Changes that compete for one session.

/// How often a change is tried again because the session has changed in between. In each round another request has succeeded, so
/// more than a few rounds mean that clients compete for one session.
pub(super) const MAX_ROUNDS: usize = 8;
