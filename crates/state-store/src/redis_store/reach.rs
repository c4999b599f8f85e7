//! The way to the node that holds a key: the one there is, or the one of a cluster that owns it.

use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, RedisResult, Value};

use super::cluster::{Cluster, SlotLine};
use super::links::{Lease, Links};
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::store::StoreError;

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
    pub(super) fn new(settings: &RedisSettings) -> Result<Self, StoreError> {
        settings.validate()?;
        let tls = settings.tls_settings()?.map(|tls| Tls::read(&tls)).transpose()?;
        Ok(match &settings.cluster {
            None => Self::Node(Links::new(settings, tls.as_ref())?),
            Some(cluster) => Self::Cluster(Arc::new(Cluster::new(settings, cluster, tls)?)),
        })
    }

    /// The way to a key.
    pub(super) async fn line(&self, key: &str) -> Result<Line<'_>, StoreError> {
        Ok(match self {
            Self::Node(links) => Line::Node(links.acquire().await?),
            Self::Cluster(cluster) => Line::Slot(cluster.line(key)),
        })
    }
}

impl Line<'_> {
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
