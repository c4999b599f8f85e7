//! The masters of a Redis Cluster, and the way to the one that owns a key.
//!
//! Each master has connections and a breaker of its own: one that stands still or is gone holds up nothing but the
//! operations on its own slots, and these only until the breaker opens.

mod everywhere;
mod line;
mod roster;
mod settings;
mod topology;

pub use settings::ClusterSettings;

pub(super) use line::SlotLine;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::select_ok;
use redis::aio::MultiplexedConnection;
use redis::cluster_routing::Slot;
use redis::{ConnectionAddr, IntoConnectionInfo as _, RedisConnectionInfo, RedisResult, Value, cmd};
use tokio::runtime::Handle;

use self::line::Call;
use self::settings::NodeAddress;
use self::topology::{Redirection, Topology};
use super::convoy::Convoy;
use super::failure::has_failed;
use super::links::Links;
use super::pool::unavailable;
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::breaker::{BreakerOpen, BreakerSettings, Change, Circuit, Verdict};
use crate::store::StoreError;

/// How often an operation follows a redirection. Two are usual while a slot is on its way.
const MAX_REDIRECTIONS: usize = 5;
/// How long the owners of slots are not asked for again in the background.
const REFRESH_PAUSE: Duration = Duration::from_millis(100);

/// The masters of a cluster.
pub(super) struct Cluster {
    settings: RedisSettings,
    login: RedisConnectionInfo,
    tls: Option<Tls>,
    seeds: Vec<Arc<NodeAddress>>,
    topology: RwLock<Topology>,
    breaker: BreakerSettings,
    nodes: Mutex<HashMap<Arc<NodeAddress>, Arc<Node>>>,
    /// Held by the one that finds the first owners of the slots.
    finding: tokio::sync::Mutex<()>,
    /// Whether the owners are being asked for in the background, or have just been.
    refreshing: AtomicBool,
    /// Within which every operation on a session ends.
    deadline: Duration,
    /// On which connections are made and background tasks run.
    runtime: Handle,
}

/// The connections to a node, and whether it is asked at all.
struct Node {
    links: Links,
    circuit: Circuit,
}

/// A node that could not be reached or has not answered.
#[derive(Debug, thiserror::Error)]
#[error("{node}: {source}")]
struct NodeFailure {
    node: NodeAddress,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Cluster {
    /// Checks the addresses; connects to nothing yet.
    pub(super) fn new(
        settings: &RedisSettings,
        cluster: &ClusterSettings,
        tls: Option<Tls>,
        runtime: Handle,
    ) -> Result<Self, StoreError> {
        let times = [settings.wait_timeout, settings.connect_timeout, settings.command_timeout];
        Ok(Self {
            settings: settings.clone(),
            login: settings.connection_info()?.redis_settings().clone(),
            tls,
            seeds: cluster.addresses()?.into_iter().map(Arc::new).collect(),
            topology: RwLock::default(),
            breaker: cluster.breaker,
            nodes: Mutex::default(),
            finding: tokio::sync::Mutex::default(),
            refreshing: AtomicBool::new(false),
            deadline: times.into_iter().fold(Duration::ZERO, Duration::saturating_add),
            runtime,
        })
    }

    /// The way to the master that owns a key.
    pub(super) fn line(self: &Arc<Self>, key: &str) -> SlotLine<'_> {
        SlotLine::new(self, Slot::for_key(key))
    }

    /// Sends commands on keys of a slot to its owner, following redirections.
    async fn send(self: &Arc<Self>, slot: Slot, call: Call<'_>) -> Result<Vec<Value>, StoreError> {
        tokio::time::timeout(self.deadline, self.follow(slot, call)).await.map_err(unavailable)?
    }

    async fn follow(self: &Arc<Self>, slot: Slot, call: Call<'_>) -> Result<Vec<Value>, StoreError> {
        let (mut node, mut asking) = (self.owner(slot).await?, false);
        for _ in 0..=MAX_REDIRECTIONS {
            let replies = self.ask(&node, call, asking).await?;
            (node, asking) = match Redirection::among(&replies, &node) {
                None => return Ok(replies),
                Some(Redirection::Ask(target)) => (Arc::new(target), true),
                Some(Redirection::Moved(owner)) => {
                    let owner = Arc::new(owner);
                    self.topology.write().unwrap_or_else(PoisonError::into_inner).moved(slot, &owner);
                    self.refresh_soon();
                    (owner, false)
                }
            };
        }
        Err(StoreError::Unavailable("the nodes of the cluster do not agree on who owns the slot of the key".into()))
    }

    /// The master that owns a slot as far as is known.
    async fn owner(&self, slot: Slot) -> Result<Arc<NodeAddress>, StoreError> {
        if let Some(owner) = self.known_owner(slot) {
            return Ok(owner);
        }
        let _first = self.finding.lock().await;
        if self.known_owner(slot).is_none() {
            self.refresh().await?;
        }
        self.known_owner(slot).ok_or_else(no_master)
    }

    fn known_owner(&self, slot: Slot) -> Option<Arc<NodeAddress>> {
        self.topology.read().unwrap_or_else(PoisonError::into_inner).owner(slot)
    }

    /// Sends commands to a node. One that fails may have been replaced: the cluster is asked.
    async fn ask(
        self: &Arc<Self>,
        node: &Arc<NodeAddress>,
        call: Call<'_>,
        asking: bool,
    ) -> Result<Vec<Value>, StoreError> {
        let outcome =
            self.ask_node(
                node,
                async |connection| {
                    if asking { call.asking(connection).await } else { call.on(connection).await }
                },
            );
        let outcome = outcome.await;
        if outcome.is_err() {
            self.refresh_soon();
        }
        outcome
    }

    /// Talks to one node, unless it has not answered lately.
    async fn ask_node<T>(
        &self,
        address: &Arc<NodeAddress>,
        talk: impl AsyncFnOnce(&mut Convoy<MultiplexedConnection>) -> RedisResult<T>,
    ) -> Result<T, StoreError> {
        let node = self.node(address)?;
        let pass = node.circuit.admit().map_err(|retry_after| refused(address, retry_after))?;
        let (verdict, outcome) = match node.links.acquire().await {
            Ok(mut lease) => {
                let outcome = talk(&mut lease.connection).await;
                let failed = outcome.as_ref().is_err_and(has_failed);
                (if failed { Verdict::Failed } else { Verdict::Answered }, lease.settle(outcome))
            }
            Err(failure) => (Verdict::Failed, Err(failure)),
        };
        if let Some(change) = pass.settle(verdict) {
            tell(address, &change, outcome.as_ref().err());
        }
        outcome.map_err(|failure| match failure {
            StoreError::Unavailable(source) => unavailable(NodeFailure { node: NodeAddress::clone(address), source }),
            other => other,
        })
    }

    fn node(&self, address: &Arc<NodeAddress>) -> Result<Arc<Node>, StoreError> {
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(node) = nodes.get(address) {
            return Ok(Arc::clone(node));
        }
        let info = ConnectionAddr::from(&**address).into_connection_info().map_err(unavailable)?;
        let info = self.tls.as_ref().map_or(Ok(info.clone()), |tls| tls.secure(info))?;
        let node = Arc::new(Node {
            links: Links::to_node(&self.settings, info.set_redis_settings(self.login.clone()), self.runtime.clone())?,
            circuit: Circuit::new(self.breaker.failures, self.breaker.pause),
        });
        nodes.insert(Arc::clone(address), Arc::clone(&node));
        Ok(node)
    }

    /// Asks in the background who owns the slots, unless that is under way.
    fn refresh_soon(self: &Arc<Self>) {
        if self.refreshing.swap(true, Ordering::AcqRel) {
            return;
        }
        let cluster = Arc::clone(self);
        self.runtime.spawn(async move {
            // When nobody answers, the next operation to fail asks again.
            let _ = cluster.refresh().await;
            tokio::time::sleep(REFRESH_PAUSE).await;
            cluster.refreshing.store(false, Ordering::Release);
        });
    }

    /// Asks the known masters who owns the slots, or the nodes of the settings when none answers; gives all masters.
    async fn refresh(&self) -> Result<Vec<Arc<NodeAddress>>, StoreError> {
        let masters = self.topology.read().unwrap_or_else(PoisonError::into_inner).masters();
        let topology = match self.first_told(&masters).await {
            Some(Ok(topology)) => topology,
            // The settings name one node at least.
            _ => self.first_told(&self.seeds).await.unwrap_or_else(|| Err(no_master()))?,
        };
        let masters = topology.masters();
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner).retain(|node, _| masters.contains(node));
        *self.topology.write().unwrap_or_else(PoisonError::into_inner) = topology;
        Ok(masters)
    }

    /// What the first of these nodes to answer says; `None` without nodes.
    async fn first_told(&self, nodes: &[Arc<NodeAddress>]) -> Option<Result<Topology, StoreError>> {
        if nodes.is_empty() {
            return None;
        }
        let told = nodes.iter().map(|node| Box::pin(self.told_by(node)));
        Some(select_ok(told).await.map(|(topology, _)| topology))
    }

    async fn told_by(&self, node: &Arc<NodeAddress>) -> Result<Topology, StoreError> {
        self.ask_node(node, async |connection| {
            let reply = cmd("CLUSTER").arg("SLOTS").query_async(connection).await?;
            Topology::parse(reply, node)
        })
        .await
    }
}

fn no_master() -> StoreError {
    StoreError::Unavailable("the cluster has no master".into())
}

fn refused(node: &NodeAddress, retry_after: Duration) -> StoreError {
    metrics::counter!("adaptive_store_node_breaker_refused_total", "node" => node.to_string()).increment(1);
    unavailable(BreakerOpen { retry_after })
}

fn tell(node: &NodeAddress, change: &Change, cause: Option<&StoreError>) {
    let to = match change {
        Change::Opened { failures } => {
            let cause = cause.and_then(std::error::Error::source).map(ToString::to_string);
            let says = "a node of the cluster does not answer: it is not asked until it does again";
            tracing::warn!(%node, failures, cause, "{says}");
            "open"
        }
        Change::Closed { after } => {
            tracing::info!(%node, seconds = after.as_secs_f64(), "the node of the cluster answers again");
            "closed"
        }
    };
    metrics::counter!("adaptive_store_node_breaker_changes_total", "node" => node.to_string(), "to" => to).increment(1);
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").field("seeds", &self.seeds).finish_non_exhaustive()
    }
}
