//! The settings of the limits on the rate of requests.

use std::num::NonZeroU32;

/// The limits, in requests per minute. `None` is no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct RateLimitSettings {
    /// Requests with one API key.
    pub key: Option<NonZeroU32>,
    /// Requests with one session token.
    pub token: Option<NonZeroU32>,
    /// Requests from one address.
    pub address: Option<NonZeroU32>,
    /// Wrong credentials from one address. Further wrong ones are told to wait.
    pub wrong_credentials: Option<NonZeroU32>,
}
