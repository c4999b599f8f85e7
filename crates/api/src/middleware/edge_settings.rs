//! The settings of the edge of the server.

use actix_web::dev::ServiceRequest;
use actix_web::{HttpRequest, web};
use edge::{BasePath, Origin};

/// How the server meets the network.
#[derive(Debug, Clone, Default)]
pub struct EdgeSettings {
    /// The path before all addresses.
    pub base_path: BasePath,
    /// The origins whose pages may make the calls of a session token.
    pub cors_origins: Vec<Origin>,
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
