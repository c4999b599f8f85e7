//! The HTTP server: binds, serves, and finishes the requests in flight when it is stopped.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use edge::BasePath;
use exam::ExamService;
use tracing_actix_web::TracingLogger;

use crate::authentication::ApiKeys;
use crate::handlers::health::MetricsPage;
use crate::handlers::pages::OpenApiText;
use crate::middleware::edge_settings::EdgeSettings;
use crate::middleware::edge_state::EdgeState;
use crate::middleware::{base_path, cors, loopback_only, rate_limits, reply_headers};
use crate::observation::{RequestSpan, observe};
use crate::openapi::openapi;
use crate::routes;

/// How many connections the system keeps until the server accepts them. The system may have a lower limit.
pub const BACKLOG: u32 = 4096;

/// How the server listens.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// How many worker threads serve requests.
    pub workers: usize,
    /// How long requests in flight may take to finish after the server is stopped.
    pub shutdown_timeout: Duration,
    /// How the server meets the network.
    pub edge: EdgeSettings,
}

/// A server that listens on its address and does not serve yet.
pub struct Server {
    address: SocketAddr,
    running: actix_web::dev::Server,
}

impl Server {
    /// Takes the address and builds the application. SIGTERM and SIGINT stop it.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub fn bind(
        settings: &ServerSettings,
        service: ExamService,
        keys: ApiKeys,
        metrics: MetricsPage,
    ) -> std::io::Result<Self> {
        let service = web::Data::new(service);
        let keys = web::Data::new(keys);
        let metrics = web::Data::new(metrics);
        let edge = EdgeState::new(&settings.edge);
        let mut document = openapi();
        document.servers = Some(vec![utoipa::openapi::Server::new(server_url(&settings.edge.base_path))]);
        let document = web::Data::new(OpenApiText(document.to_json().map_err(std::io::Error::other)?));
        let application = move || {
            App::new()
                .app_data(service.clone())
                .app_data(keys.clone())
                .app_data(metrics.clone())
                .app_data(document.clone())
                .configure(|app| edge.add_to(app))
                .wrap(Compress::default())
                .wrap(from_fn(rate_limits::limit))
                .wrap(from_fn(cors::answer_preflight))
                .wrap(from_fn(loopback_only::refuse_foreign))
                .wrap(from_fn(base_path::refuse_beside))
                .wrap(from_fn(observe))
                .wrap(TracingLogger::<RequestSpan>::new())
                .wrap(from_fn(reply_headers::add))
                .wrap(from_fn(base_path::strip))
                .configure(routes::configure)
        };
        // Each worker has its part of the connections. When all have theirs, further ones wait in the backlog.
        let server = HttpServer::new(application)
            .workers(settings.workers)
            .max_connections(settings.edge.max_connections.div_ceil(settings.workers.max(1)))
            .client_request_timeout(settings.edge.head_timeout)
            .backlog(BACKLOG)
            .shutdown_timeout(settings.shutdown_timeout.as_secs())
            .bind(settings.bind)?;
        let address = server.addrs().first().copied().unwrap_or(settings.bind);
        Ok(Self { address, running: server.run() })
    }

    /// Where the server listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self) -> std::io::Result<()> {
        self.running.await
    }
}

/// The address of the interface in its own description: relative to the host, so that it holds behind any proxy.
fn server_url(base_path: &BasePath) -> &str {
    if base_path.prefix().is_empty() { "/" } else { base_path.prefix() }
}
