//! Opens the backends and serves.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::{ApiKeys, BACKLOG, Server, ServerSettings};
use exam::{ExamService, sample};
use persistence::Record;
use secrecy::ExposeSecret as _;

use crate::announcement::announce;
use crate::backends;
use crate::clock::ClockWatch;
use crate::deliveries::Deliveries;
use crate::listen_failure;
use crate::open_files;
use crate::reach;
use crate::retention::Retainer;
use crate::settings::Settings;
use crate::shutdown::serve_until_signal;
use crate::signals::Signals;
use crate::sweep::Sweeper;
use crate::telemetry;

/// Serves until SIGTERM, SIGINT or SIGHUP, then finishes the requests in flight.
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    let open_files = open_files::raise_limit();
    let edge = settings.edge_settings(open_files::connections_within(open_files))?;
    tracing::info!(open_files, max_connections = edge.max_connections, backlog = BACKLOG, "limits on connections");
    let metrics = telemetry::start()?;
    let mut signals = Signals::take().context("cannot take signals")?;
    // Before the record: a server that cannot listen leaves no database behind.
    let bind = settings.server.bind.resolve().context("the name to listen on cannot be resolved")?;
    let listeners = api::listen(&bind).map_err(|error| listen_failure::describe(&settings.server.bind, error))?;
    let Opened { record, service, clock } = tokio::select! {
        opened = open(&settings) => opened?,
        signal = signals.next() => {
            tracing::info!(signal, "stopped before the server was ready");
            return Ok(());
        }
    };
    let deliveries = Deliveries::start(&record, clock.clock(), settings.webhooks.settings()?).await?;
    let keys = settings.auth.api_keys.iter().map(|key| key.expose_secret().to_owned()).collect();
    let listen = ServerSettings {
        listeners,
        workers: settings.server.workers.or_else(|| std::thread::available_parallelism().ok()).map_or(1, usize::from),
        shutdown_timeout: Duration::from_secs(settings.server.shutdown_timeout_seconds),
        edge,
    };
    let sweeper = Sweeper::start(&service, clock.clock(), &settings.expiry);
    let retainer = Retainer::start(&service, clock.clock(), &settings.retention);
    let base_path = listen.edge.base_path.clone();
    let pages = pages::routes(settings.pages_settings()?);
    let keys = ApiKeys::new(keys);
    let server = Server::with_pages(listen, service, keys, metrics(record), pages).context("cannot serve")?;
    announce(format!("http://{}{base_path}", server.address()));
    serve_until_signal(server, &mut signals, Duration::from_secs(settings.server.drain_seconds)).await?;
    sweeper.stop().await;
    retainer.stop().await;
    deliveries.stop().await;
    clock.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// What is open before the server serves.
struct Opened {
    record: Arc<dyn Record>,
    service: ExamService,
    clock: ClockWatch,
}

/// Opens record and store, loads the sample exam where it is wanted, and checks that nobody gets in who should not.
async fn open(settings: &Settings) -> anyhow::Result<Opened> {
    let record = backends::open_record(settings).await?;
    let store = backends::open_store(settings)?;
    let clock = ClockWatch::start(Arc::clone(&record)).await?;
    let service = backends::service(settings, Arc::clone(&record), store, clock.clock())?;
    if settings.sample.load && sample::load_into_empty_record(&service).await.context("loading the sample exam")? {
        tracing::info!(exam_type = sample::PLACEMENT, "sample exam loaded into the empty database");
    }
    reach::check(settings, &service).await?;
    Ok(Opened { record, service, clock })
}
