//! The section `[rate_limits]`: how many requests a minute are taken.

use std::num::NonZeroU32;

use api::RateLimitSettings;
use serde::{Deserialize, Serialize};

/// `[rate_limits]`: requests a minute; 0 is no limit.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RateLimitsSection {
    key_per_minute: u32,
    token_per_minute: u32,
    address_per_minute: u32,
    wrong_credentials_per_minute: u32,
}

impl Default for RateLimitsSection {
    fn default() -> Self {
        Self { key_per_minute: 0, token_per_minute: 0, address_per_minute: 0, wrong_credentials_per_minute: 1000 }
    }
}

impl RateLimitsSection {
    /// The limits.
    pub(crate) const fn settings(&self) -> RateLimitSettings {
        RateLimitSettings {
            key: NonZeroU32::new(self.key_per_minute),
            token: NonZeroU32::new(self.token_per_minute),
            address: NonZeroU32::new(self.address_per_minute),
            wrong_credentials: NonZeroU32::new(self.wrong_credentials_per_minute),
        }
    }
}
