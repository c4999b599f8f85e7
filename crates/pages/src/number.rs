//! Numbers that several pages need.

/// The standard errors on both sides of an estimate that have a probability of 95 % between them.
pub(crate) const NORMAL_95: f64 = 1.959_964;
