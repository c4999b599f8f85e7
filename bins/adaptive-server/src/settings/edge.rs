//! How the server meets the network, from several sections.

use std::time::Duration;

use anyhow::Context as _;
use api::EdgeSettings;
use edge::{BasePath, TrustedProxies};

use crate::settings::Settings;

impl Settings {
    /// The path before all addresses.
    pub(crate) fn base_path(&self) -> anyhow::Result<BasePath> {
        self.server.base_path.parse().context("server.base_path is no path")
    }

    /// The settings of the edge of the server. The argument is the number of connections if the settings give none.
    pub(crate) fn edge_settings(&self, connections: usize) -> anyhow::Result<EdgeSettings> {
        let server = &self.server;
        let trusted_proxies = TrustedProxies::parse(server.trusted_proxies.iter().map(String::as_str));
        Ok(EdgeSettings {
            base_path: self.base_path()?,
            cors_origins: self.cors.origins()?,
            trusted_proxies: trusted_proxies.context("server.trusted_proxies cannot be read")?,
            rate_limits: self.rate_limits.settings(),
            max_connections: server.max_connections.map_or(connections, usize::from),
            head_timeout: Duration::from_secs(server.head_timeout_seconds.get()),
        })
    }
}
