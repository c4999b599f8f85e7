//! Opens the backends and serves.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Context as _;
use api::{ApiKeys, MetricsPage, Server, ServerSettings};
use edge::BasePath;
use exam::{ExamService, sample};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use secrecy::ExposeSecret as _;

use crate::backends;
use crate::retention::Retainer;
use crate::settings::Settings;
use crate::sweep::Sweeper;

/// The interval at which the metrics recorder compacts its histograms.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Upper bounds of the latency histograms, in seconds.
const LATENCY_BUCKETS: [f64; 12] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// Serves until SIGTERM or SIGINT, then finishes the requests in flight.
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    let metrics = metrics_page()?;
    let record = backends::open_record(&settings).await?;
    let store = backends::open_store(&settings)?;
    let service = ExamService::new(record, store);
    if settings.sample.load && sample::load_into_empty_record(&service).await.context("loading the sample exam")? {
        tracing::info!(exam_type = sample::PLACEMENT, "sample exam loaded into the empty database");
    }
    let keys = settings.auth.api_keys.iter().map(|key| key.expose_secret().to_owned()).collect();
    let listen = ServerSettings {
        bind: settings.server.bind,
        workers: settings.server.workers.or_else(|| std::thread::available_parallelism().ok()).map_or(1, usize::from),
        shutdown_timeout: Duration::from_secs(settings.server.shutdown_timeout_seconds),
        edge: settings.edge_settings()?,
    };
    let sweeper = Sweeper::start(&service, &settings.expiry);
    let retainer = Retainer::start(&service, &settings.retention);
    let server = Server::bind(&listen, service, ApiKeys::new(keys), metrics)
        .with_context(|| format!("cannot listen on {}: choose another address with --bind", settings.server.bind))?;
    announce(&server, &listen.edge.base_path)?;
    server.run().await.context("the server broke down")?;
    sweeper.stop().await;
    retainer.stop().await;
    tracing::info!("stopped");
    Ok(())
}

fn metrics_page() -> anyhow::Result<MetricsPage> {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &LATENCY_BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("metrics cannot be recorded")?;
    let upkeep = recorder.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(METRICS_UPKEEP);
        loop {
            ticks.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(MetricsPage::new(move || recorder.render()))
}

/// The address on standard output, for people and for programs that started the server on port 0.
fn announce(server: &Server, base_path: &BasePath) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "adaptive-server is ready: http://{}{base_path}", server.address())?;
    out.flush().context("standard output is closed")
}
