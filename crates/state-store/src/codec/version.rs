//! The version of the layout of a value, and what all versions have in common.

/// The version of the layout that [`encode`](super::encode) writes.
pub const FORMAT_VERSION: u64 = 1;

/// The greatest revision a value can have: 2^53 - 1, so that Lua and JavaScript read it exactly.
pub const MAX_REVISION: u64 = (1 << 53) - 1;

/// The field that says which layout the others follow.
#[derive(Clone, Copy, serde::Deserialize)]
pub(super) struct Version {
    pub(super) format: u64,
}
