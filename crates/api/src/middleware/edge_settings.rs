//! The settings of the edge of the server.

use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::{HttpRequest, web};
use edge::{BasePath, Origin, TrustedProxies};

use crate::middleware::rate_limit_settings::RateLimitSettings;

/// How the server meets the network.
#[derive(Debug, Clone)]
pub struct EdgeSettings {
    /// The path before all addresses.
    pub base_path: BasePath,
    /// The origins whose pages may make the calls of a session token.
    pub cors_origins: Vec<Origin>,
    /// The proxies whose word on the address of a client counts.
    pub trusted_proxies: TrustedProxies,
    /// How many requests a minute are taken.
    pub rate_limits: RateLimitSettings,
    /// The largest number of connections at a time.
    pub max_connections: usize,
    /// How long the head of a request may take to arrive.
    pub head_timeout: Duration,
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            base_path: BasePath::default(),
            cors_origins: Vec::new(),
            trusted_proxies: TrustedProxies::default(),
            rate_limits: RateLimitSettings::default(),
            max_connections: 1024,
            head_timeout: Duration::from_secs(5),
        }
    }
}

impl EdgeSettings {
    /// Whether the pages of this origin may make the calls of a session token.
    pub(crate) fn allows(&self, origin: &Origin) -> bool {
        self.cors_origins.contains(origin)
    }
}

/// The settings of the server that has received a request.
pub(crate) fn edge_of(request: &ServiceRequest) -> Option<web::Data<EdgeSettings>> {
    request.app_data::<web::Data<EdgeSettings>>().cloned()
}

/// The base path of the server that has received a request.
pub(crate) fn base_path_of(request: &HttpRequest) -> BasePath {
    request.app_data::<web::Data<EdgeSettings>>().map(|edge| edge.base_path.clone()).unwrap_or_default()
}
