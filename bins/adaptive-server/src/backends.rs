//! Opens the record and the store, and makes the service on them.

use std::sync::Arc;

use anyhow::Context as _;
use exam::{Environment, ExamService, ServiceSettings};
use persistence::{DatabasePlace, Record, RecordError};
use secrecy::ExposeSecret as _;
use state_store::{BreakerStore, EngineStateStore, MemoryStore, ObservedStore, RedisStore};

use crate::settings::Settings;

/// How a message begins when the database cannot be opened.
pub(crate) const CANNOT_OPEN: &str = "cannot open the database that DATABASE_URL, or url in [database], names";

/// The error for `recover` without Redis.
#[derive(Debug, thiserror::Error)]
#[error(
    "recovering makes no sense without Redis: working copies in memory belong to the server that made them. Set \
     REDIS_URL (or [redis] url) to the Redis of the servers"
)]
pub(crate) struct NoSharedStore;

/// The database that the settings name.
pub(crate) fn place(settings: &Settings) -> anyhow::Result<DatabasePlace> {
    persistence::place(settings.database.url.expose_secret()).context(CANNOT_OPEN)
}

/// Opens the record and, unless the settings forbid it, migrates its schema.
pub(crate) async fn open_record(settings: &Settings) -> anyhow::Result<Arc<dyn Record>> {
    let url = settings.database.url.expose_secret();
    let place = place(settings)?;
    tracing::info!(kind = place.kind, location = place.location, database = place.database, "record in {place}");
    persistence::open(url, &settings.database.record_settings()).await.map_err(|error| {
        let remedy = match error {
            RecordError::OutdatedSchema { .. } => {
                format!("{place} is not up to date, and [database] migrate is false: run `adaptive-server migrate`")
            }
            _ => format!("{CANNOT_OPEN} ({place})"),
        };
        anyhow::Error::from(error).context(remedy)
    })
}

/// Opens the record for reading alone, as it is.
pub(crate) async fn open_record_to_read(settings: &Settings) -> anyhow::Result<Arc<dyn Record>> {
    let url = settings.database.url.expose_secret();
    let opened = persistence::open_to_read(url, &settings.database.record_settings()).await;
    opened.context("cannot read the database that DATABASE_URL, or url in [database], names")
}

/// The service on these backends, within the limits of the settings.
pub(crate) fn service(
    settings: &Settings,
    record: Arc<dyn Record>,
    store: Arc<dyn EngineStateStore>,
    environment: Arc<dyn Environment>,
) -> anyhow::Result<ExamService> {
    let limits = settings.limits.limits(&settings.compute);
    let asset_path = format!("{}assets/", settings.base_path()?);
    Ok(ExamService::with_settings(record, store, environment, ServiceSettings { limits, asset_path }))
}

/// Opens the store of working copies: Redis behind a breaker, or memory.
pub(crate) fn open_store(settings: &Settings) -> anyhow::Result<Arc<dyn EngineStateStore>> {
    match settings.redis.redis_settings(&settings.store) {
        Some(redis) => {
            let store = RedisStore::new(&redis).context("the Redis settings make no sense")?;
            tracing::info!(address = store.address(), "working copies in Redis");
            let mut breaker = settings.redis.breaker_settings();
            breaker.request_budget = Some(redis.command_timeout);
            Ok(Arc::new(BreakerStore::new(ObservedStore::new(store), breaker)))
        }
        None => {
            tracing::info!("working copies in memory: set REDIS_URL to share them between instances");
            Ok(Arc::new(ObservedStore::new(MemoryStore::new(settings.store.format.into()))))
        }
    }
}
