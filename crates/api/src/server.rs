//! The HTTP server: binds, serves, and finishes the requests in flight when it is stopped.

use std::net::{SocketAddr, TcpListener};
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
use crate::middleware::{base_path, cors, loopback_only, reply_headers};
use crate::observation::{RequestSpan, observe};
use crate::openapi::openapi;
use crate::routes;

/// How the server listens.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where to listen, on all of these; port 0 takes a free one.
    pub bind: Vec<SocketAddr>,
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
        let listeners = listen(&settings.bind)?;
        let address = listeners.first().ok_or_else(no_address)?.local_addr()?;
        let service = web::Data::new(service);
        let keys = web::Data::new(keys);
        let metrics = web::Data::new(metrics);
        let edge = web::Data::new(settings.edge.clone());
        let mut document = openapi();
        document.servers = Some(vec![utoipa::openapi::Server::new(server_url(&settings.edge.base_path))]);
        let document = web::Data::new(OpenApiText(document.to_json().map_err(std::io::Error::other)?));
        let application = move || {
            App::new()
                .app_data(service.clone())
                .app_data(keys.clone())
                .app_data(metrics.clone())
                .app_data(document.clone())
                .app_data(edge.clone())
                .wrap(Compress::default())
                .wrap(from_fn(cors::answer_preflight))
                .wrap(from_fn(loopback_only::refuse_foreign))
                .wrap(from_fn(base_path::refuse_beside))
                .wrap(TracingLogger::<RequestSpan>::new())
                .wrap(from_fn(observe))
                .wrap(from_fn(reply_headers::add))
                .wrap(from_fn(base_path::strip))
                .configure(routes::configure)
        };
        let server = HttpServer::new(application)
            .workers(settings.workers)
            .shutdown_timeout(settings.shutdown_timeout.as_secs());
        let server = listeners.into_iter().try_fold(server, HttpServer::listen)?;
        Ok(Self { address, running: server.run() })
    }

    /// Where the server listens: the first of its addresses.
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

/// Takes the addresses. One that the machine does not have, as `::1` where there is no IPv6, is left out if another remains.
/// A free port is the same for all.
fn listen(addresses: &[SocketAddr]) -> std::io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut missing = None;
    for address in addresses {
        let mut address = *address;
        if let Some(first) = listeners.first().filter(|_| address.port() == 0) {
            address.set_port(first.local_addr()?.port());
        }
        match TcpListener::bind(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => missing = Some(error),
            Err(error) => return Err(error),
        }
    }
    match missing {
        Some(error) if listeners.is_empty() => Err(error),
        _ => Ok(listeners),
    }
}

fn no_address() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidInput, "there is no address to listen on")
}

/// The address of the interface in its own description: relative to the host, so that it holds behind any proxy.
fn server_url(base_path: &BasePath) -> &str {
    if base_path.prefix().is_empty() { "/" } else { base_path.prefix() }
}
