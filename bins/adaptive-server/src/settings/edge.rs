//! How the server meets the network, from several sections.

use anyhow::Context as _;
use api::EdgeSettings;

use crate::settings::Settings;

impl Settings {
    /// The settings of the edge of the server.
    pub(crate) fn edge_settings(&self) -> anyhow::Result<EdgeSettings> {
        Ok(EdgeSettings {
            base_path: self.server.base_path.parse().context("server.base_path is no path")?,
            cors_origins: self.cors.origins()?,
        })
    }
}
