//! The way to the node that holds a key: the one there is, or the one of a cluster that owns it.

use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, RedisResult, Value};
use tokio::runtime::Handle;

use super::cluster::{Cluster, SlotLine};
use super::links::{Lease, Links};
use super::pool::Pool;
use super::saving::{self, Save};
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::store::{Saved, StoreError};

/// The nodes of a store.
#[derive(Debug)]
pub(super) enum Reach {
    /// One node, or the master that Sentinels name.
    Node(Links),
    Cluster(Arc<Cluster>),
}

/// A connection for one operation on a key.
pub(super) enum Line<'a> {
    Node(Lease<'a>),
    Slot(SlotLine<'a>),
}

impl Reach {
    /// Checks the settings and reads the files they name; connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings, runtime: Handle) -> Result<Self, StoreError> {
        let tls = read_tls(settings)?;
        Ok(match &settings.cluster {
            None => Self::Node(Links::new(settings, tls.as_ref(), runtime)?),
            Some(cluster) => Self::Cluster(Arc::new(Cluster::new(settings, cluster, tls, runtime)?)),
        })
    }

    /// Whether [`new`](Self::new) takes these settings.
    pub(super) fn check(settings: &RedisSettings) -> Result<(), StoreError> {
        let tls = read_tls(settings)?;
        match &settings.cluster {
            None => Pool::new(settings, tls.as_ref()).map(drop),
            Some(cluster) => cluster.addresses().map(drop),
        }
    }

    /// The way to a key.
    pub(super) async fn line(&self, key: &str) -> Result<Line<'_>, StoreError> {
        Ok(match self {
            Self::Node(links) => Line::Node(links.acquire().await?),
            Self::Cluster(cluster) => Line::Slot(cluster.line(key)),
        })
    }
}

fn read_tls(settings: &RedisSettings) -> Result<Option<Tls>, StoreError> {
    settings.validate()?;
    settings.tls_settings()?.map(|tls| Tls::read(&tls)).transpose()
}

impl Line<'_> {
    /// Makes a save, together with others where they need not be on one slot.
    pub(super) async fn save(&mut self, save: Save) -> RedisResult<Saved> {
        match self {
            Self::Node(lease) => lease.connection.save(save).await,
            Self::Slot(line) => saving::save(line, &save).await,
        }
    }

    /// Gives the connection up if it has failed, and states the failure as the store's.
    pub(super) fn settle<T>(self, outcome: RedisResult<T>) -> Result<T, StoreError> {
        match self {
            Self::Node(lease) => lease.settle(outcome),
            Self::Slot(line) => line.settle(outcome),
        }
    }
}

impl ConnectionLike for Line<'_> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Node(lease) => lease.connection.req_packed_command(command),
            Self::Slot(line) => line.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::Node(lease) => lease.connection.req_packed_commands(pipeline, offset, count),
            Self::Slot(line) => line.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Node(lease) => lease.connection.get_db(),
            Self::Slot(line) => line.get_db(),
        }
    }
}
