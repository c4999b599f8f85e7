//! Opens the backends and serves.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::{ApiKeys, Server, ServerSettings};
use edge::BasePath;
use exam::{ExamService, sample};
use secrecy::ExposeSecret as _;

use crate::backends;
use crate::listen_failure;
use crate::retention::Retainer;
use crate::settings::Settings;
use crate::sweep::Sweeper;
use crate::telemetry;

/// Serves until SIGTERM or SIGINT, then finishes the requests in flight.
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    let metrics = telemetry::start()?;
    let record = backends::open_record(&settings).await?;
    let store = backends::open_store(&settings)?;
    let metrics = metrics(Arc::clone(&record));
    let service = ExamService::new(record, store);
    if settings.sample.load && sample::load_into_empty_record(&service).await.context("loading the sample exam")? {
        tracing::info!(exam_type = sample::PLACEMENT, "sample exam loaded into the empty database");
    }
    let keys = settings.auth.api_keys.iter().map(|key| key.expose_secret().to_owned()).collect();
    let listen = ServerSettings {
        bind: settings.server.bind.resolve().context("the name to listen on cannot be resolved")?,
        workers: settings.server.workers.or_else(|| std::thread::available_parallelism().ok()).map_or(1, usize::from),
        shutdown_timeout: Duration::from_secs(settings.server.shutdown_timeout_seconds),
        edge: settings.edge_settings()?,
    };
    let sweeper = Sweeper::start(&service, &settings.expiry);
    let retainer = Retainer::start(&service, &settings.retention);
    let server = Server::bind(&listen, service, ApiKeys::new(keys), metrics)
        .map_err(|error| listen_failure::describe(&settings.server.bind, error))?;
    announce(&server, &listen.edge.base_path)?;
    server.run().await.context("the server broke down")?;
    sweeper.stop().await;
    retainer.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// The address on standard output, for people and for programs that started the server on port 0.
fn announce(server: &Server, base_path: &BasePath) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "adaptive-server is ready: http://{}{base_path}", server.address())?;
    out.flush().context("standard output is closed")
}
