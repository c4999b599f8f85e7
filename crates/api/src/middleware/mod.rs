//! What a request passes before its handler, and what every reply gets.

pub(crate) mod base_path;
pub(crate) mod client_address;
pub(crate) mod cors;
pub(crate) mod edge_settings;
pub(crate) mod edge_state;
pub(crate) mod loopback_only;
pub(crate) mod rate_limit_settings;
pub(crate) mod rate_limits;
pub(crate) mod reply_headers;
