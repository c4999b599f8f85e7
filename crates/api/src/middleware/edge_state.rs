//! What the edge of a server knows while it runs: its settings, its limiters, the slow bodies.

use actix_web::web::{self, ServiceConfig};

use crate::awaited_bodies::AwaitedBodies;
use crate::middleware::edge_settings::EdgeSettings;
use crate::middleware::rate_limits::RateLimits;

/// The part of all connections on which a server waits for slow bodies.
const SLOW_BODIES: usize = 8;

/// The state that all workers of a server share.
#[derive(Clone)]
pub(crate) struct EdgeState {
    settings: web::Data<EdgeSettings>,
    limits: web::Data<RateLimits>,
    awaited: web::Data<AwaitedBodies>,
}

impl EdgeState {
    pub(crate) fn new(settings: &EdgeSettings) -> Self {
        Self {
            settings: web::Data::new(settings.clone()),
            limits: web::Data::new(RateLimits::new(&settings.rate_limits)),
            awaited: web::Data::new(AwaitedBodies::at_most(settings.max_connections / SLOW_BODIES)),
        }
    }

    /// Gives it to the requests of an application.
    pub(crate) fn add_to(&self, app: &mut ServiceConfig) {
        app.app_data(self.settings.clone()).app_data(self.limits.clone()).app_data(self.awaited.clone());
    }
}
