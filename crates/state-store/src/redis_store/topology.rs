//! How the nodes of a store are laid out: one node, or a cluster.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::cluster::{ClusterClient, SlotConnection};
use super::pool::Pool;
use super::routed_connection::RoutedConnection;
use super::settings::RedisSettings;
use super::shared_connections::SharedConnections;
use super::tls::Tls;
use crate::store::Result;

/// The nodes of a store.
#[derive(Debug)]
pub(super) enum Topology {
    /// One node, or the master that Sentinels name.
    SingleNode(SharedConnections),
    Cluster(Arc<ClusterClient>),
}

impl Topology {
    /// Checks the settings and reads the files they name; connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings, runtime: Handle) -> Result<Self> {
        let tls = read_tls(settings)?;
        Ok(match &settings.cluster {
            None => Self::SingleNode(SharedConnections::new(settings, tls.as_ref(), runtime)?),
            Some(cluster) => Self::Cluster(Arc::new(ClusterClient::new(settings, cluster, tls, runtime)?)),
        })
    }

    /// Whether [`new`](Self::new) takes these settings.
    pub(super) fn check(settings: &RedisSettings) -> Result<()> {
        let tls = read_tls(settings)?;
        match &settings.cluster {
            None => Pool::new(settings, tls.as_ref()).map(drop),
            Some(cluster) => cluster.addresses().map(drop),
        }
    }

    /// A connection to the node that holds a key.
    pub(super) async fn connection_for(&self, key: &str) -> Result<RoutedConnection<'_>> {
        Ok(match self {
            Self::SingleNode(connections) => RoutedConnection::Node(connections.acquire().await?),
            Self::Cluster(cluster) => RoutedConnection::Slot(SlotConnection::for_key(cluster, key)),
        })
    }
}

fn read_tls(settings: &RedisSettings) -> Result<Option<Tls>> {
    settings.validate()?;
    settings.tls_settings()?.map(|tls| Tls::read(&tls)).transpose()
}
