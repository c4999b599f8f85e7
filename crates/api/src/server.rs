//! The HTTP server: binds, serves, and finishes the requests in flight when it is stopped.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use edge::BasePath;
use exam::ExamService;
use tracing_actix_web::TracingLogger;

use crate::authentication::ApiKeys;
use crate::drain::{Drain, close_while_draining};
use crate::handlers::health::MetricsPage;
use crate::handlers::pages::OpenApiText;
use crate::middleware::edge_settings::EdgeSettings;
use crate::middleware::edge_state::EdgeState;
use crate::middleware::{base_path, cors, loopback_only, rate_limits, reply_headers};
use crate::observation::{RequestSpan, observe};
use crate::openapi::openapi;
use crate::page_routes::PageRoutes;
use crate::routes;

/// How the server listens.
#[derive(Debug)]
pub struct ServerSettings {
    /// The sockets, as [`listen`](crate::listen) returns them: one at least.
    pub listeners: Vec<TcpListener>,
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
    drain: Drain,
}

/// The way to end a server. Signals are the program's own business.
#[derive(Debug, Clone)]
pub struct Ending {
    drain: Drain,
    server: ServerHandle,
}

impl Server {
    /// Builds the application for a listener. No signal stops it.
    ///
    /// # Errors
    /// When the listener is of no use.
    pub fn new(
        settings: ServerSettings,
        service: ExamService,
        keys: ApiKeys,
        metrics: MetricsPage,
    ) -> std::io::Result<Self> {
        Self::with_pages(settings, service, keys, metrics, PageRoutes::default())
    }

    /// The same with pages beside the interface.
    ///
    /// # Errors
    /// When the listener is of no use.
    pub fn with_pages(
        settings: ServerSettings,
        service: ExamService,
        keys: ApiKeys,
        metrics: MetricsPage,
        pages: PageRoutes,
    ) -> std::io::Result<Self> {
        let address = settings.listeners.first().ok_or_else(no_address)?.local_addr()?;
        let service = web::Data::new(service);
        let keys = web::Data::new(keys);
        let metrics = web::Data::new(metrics);
        let pages = web::Data::new(pages);
        let drain = Drain::default();
        let draining = web::Data::new(drain.clone());
        let edge = EdgeState::new(&settings.edge);
        let base_path = settings.edge.base_path.clone();
        let mut document = openapi();
        for server in document.servers.iter_mut().flatten() {
            server_url(&settings.edge.base_path).clone_into(&mut server.url);
        }
        let document = web::Data::new(OpenApiText(document.to_json().map_err(std::io::Error::other)?));
        let application = move || {
            App::new()
                .app_data(service.clone())
                .app_data(keys.clone())
                .app_data(metrics.clone())
                .app_data(pages.clone())
                .app_data(document.clone())
                .configure(|app| edge.add_to(app))
                .app_data(draining.clone())
                .wrap(Compress::default())
                .wrap(from_fn(rate_limits::limit))
                .wrap(from_fn(close_while_draining))
                .wrap(from_fn(cors::answer_preflight))
                .wrap(from_fn(loopback_only::refuse_foreign))
                .wrap(from_fn(base_path::refuse_beside))
                .wrap(TracingLogger::<RequestSpan>::new())
                .wrap(from_fn(observe))
                .wrap(from_fn(reply_headers::add))
                .wrap(from_fn(base_path::strip))
                .configure(|app| pages.add_to(app))
                .configure(|app| routes::configure(app, &base_path))
        };
        let server = HttpServer::new(application)
            .workers(settings.workers)
            // Each worker has its part. When all have theirs, further connections wait in the backlog.
            .max_connections(settings.edge.max_connections.div_ceil(settings.workers.max(1)))
            .client_request_timeout(settings.edge.head_timeout)
            .disable_signals()
            .shutdown_timeout(settings.shutdown_timeout.as_secs())
            // A request whose client has closed the connection is dropped, and what it computes is given up.
            .h1_allow_half_closed(false);
        let server = settings.listeners.into_iter().try_fold(server, HttpServer::listen)?;
        Ok(Self { address, running: server.run(), drain })
    }

    /// Where the server listens: the first of its addresses.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The way to end this server while it runs.
    #[must_use]
    pub fn ending(&self) -> Ending {
        Ending { drain: self.drain.clone(), server: self.running.handle() }
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self) -> std::io::Result<()> {
        self.running.await
    }
}

impl Ending {
    /// Says that the server is about to end: it is not ready any more, and serves as before.
    pub fn announce(&self) {
        self.drain.begin();
    }

    /// Closes the listener and finishes the requests in flight.
    pub async fn stop(&self) {
        self.server.stop(true).await;
    }
}

fn no_address() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidInput, "there is no address to listen on")
}

/// The address of the interface in its own description: relative to the host, so that it holds behind any proxy.
fn server_url(base_path: &BasePath) -> &str {
    if base_path.prefix().is_empty() { "/" } else { base_path.prefix() }
}
