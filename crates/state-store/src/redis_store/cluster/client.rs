//! Calls to the masters of a Redis Cluster.
//!
//! Each master has connections and a breaker of its own: one that hangs or is down delays nothing but the
//! operations on its own slots, and these only until the breaker opens.

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
use tokio::time::Instant;

use super::node::ClusterNode;
use super::node_address::NodeAddress;
use super::redirection::Redirection;
use super::settings::ClusterSettings;
use super::slot_map::SlotMap;
use super::slot_request::SlotRequest;
use crate::breaker::BreakerSettings;
use crate::redis_store::call_batcher::CallBatcher;
use crate::redis_store::failure::unavailable;
use crate::redis_store::settings::RedisSettings;
use crate::redis_store::tls::Tls;
use crate::store::{Result, StoreError};

/// How often an operation follows a redirection. Two are usual while a slot is being moved.
const MAX_REDIRECTIONS: usize = 5;
/// The least time between two background refreshes of the slot map.
const REFRESH_PAUSE: Duration = Duration::from_millis(100);

/// Sends commands to the masters of a cluster.
pub(in crate::redis_store) struct ClusterClient {
    settings: RedisSettings,
    login: RedisConnectionInfo,
    tls: Option<Tls>,
    seeds: Vec<Arc<NodeAddress>>,
    slot_map: RwLock<SlotMap>,
    breaker: BreakerSettings,
    nodes: Mutex<HashMap<Arc<NodeAddress>, Arc<ClusterNode>>>,
    /// Held while the slot map is fetched for the first time; the moment at which that failed last.
    first_refresh: tokio::sync::Mutex<Option<Instant>>,
    /// Whether the slot map is being fetched in the background, or has just been.
    refreshing: AtomicBool,
    /// Within which every operation on a session ends.
    deadline: Duration,
    /// On which connections are made and background tasks run.
    runtime: Handle,
}

impl ClusterClient {
    /// Checks the addresses; connects to nothing yet.
    pub(in crate::redis_store) fn new(
        settings: &RedisSettings,
        cluster: &ClusterSettings,
        tls: Option<Tls>,
        runtime: Handle,
    ) -> Result<Self> {
        let times = [settings.wait_timeout, settings.connect_timeout, settings.command_timeout];
        Ok(Self {
            settings: settings.clone(),
            login: settings.connection_info()?.redis_settings().clone(),
            tls,
            seeds: cluster.addresses()?.into_iter().map(Arc::new).collect(),
            slot_map: RwLock::default(),
            breaker: cluster.breaker,
            nodes: Mutex::default(),
            first_refresh: tokio::sync::Mutex::default(),
            refreshing: AtomicBool::new(false),
            deadline: times.into_iter().fold(Duration::ZERO, Duration::saturating_add),
            runtime,
        })
    }

    /// Sends commands on the keys of a slot to its owner, following redirections.
    pub(super) async fn send(self: &Arc<Self>, slot: Slot, request: SlotRequest<'_>) -> Result<Vec<Value>> {
        tokio::time::timeout(self.deadline, self.send_redirected(slot, request)).await.map_err(unavailable)?
    }

    async fn send_redirected(self: &Arc<Self>, slot: Slot, request: SlotRequest<'_>) -> Result<Vec<Value>> {
        let (mut node, mut asking) = (self.owner(slot).await?, false);
        for _ in 0..=MAX_REDIRECTIONS {
            let replies = self.send_to_node(&node, request, asking).await?;
            (node, asking) = match Redirection::find(&replies, &node) {
                None => return Ok(replies),
                Some(Redirection::Ask(target)) => (Arc::new(target), true),
                Some(Redirection::Moved(owner)) => {
                    let owner = Arc::new(owner);
                    self.slot_map.write().unwrap_or_else(PoisonError::into_inner).set_owner(slot, &owner);
                    self.refresh_in_background();
                    (owner, false)
                }
            };
        }
        Err(StoreError::Unavailable("the nodes of the cluster do not agree on who owns the slot of the key".into()))
    }

    /// The master that owns a slot as far as is known.
    async fn owner(self: &Arc<Self>, slot: Slot) -> Result<Arc<NodeAddress>> {
        if let Some(owner) = self.known_owner(slot) {
            return Ok(owner);
        }
        // In a task of its own: a request whose budget ends first does not cancel it for those that follow.
        let refresh = self.runtime.spawn(Arc::clone(self).first_refresh(slot, Instant::now()));
        refresh.await.unwrap_or_else(|stopped| Err(unavailable(stopped)))?;
        self.known_owner(slot).ok_or_else(no_master)
    }

    /// Fetches the slot map unless somebody else has tried since this moment.
    async fn first_refresh(self: Arc<Self>, slot: Slot, since: Instant) -> Result<()> {
        let mut failed = self.first_refresh.lock().await;
        if self.known_owner(slot).is_some() {
            return Ok(());
        }
        if failed.is_some_and(|failed| failed >= since) {
            return Err(no_master());
        }
        let refreshed = self.refresh().await;
        *failed = refreshed.is_err().then(Instant::now);
        refreshed.map(drop)
    }

    fn known_owner(&self, slot: Slot) -> Option<Arc<NodeAddress>> {
        self.slot_map.read().unwrap_or_else(PoisonError::into_inner).owner(slot)
    }

    /// Sends commands to a node. One that fails may have been replaced, so the slot map is fetched again.
    async fn send_to_node(
        self: &Arc<Self>,
        node: &Arc<NodeAddress>,
        request: SlotRequest<'_>,
        asking: bool,
    ) -> Result<Vec<Value>> {
        let outcome = self.call_node(node, async |connection| match asking {
            true => request.send_asking(connection).await,
            false => request.send(connection).await,
        });
        let outcome = outcome.await;
        if outcome.is_err() {
            self.refresh_in_background();
        }
        outcome
    }

    /// Makes a call to one node, unless its breaker is open.
    pub(super) async fn call_node<T>(
        &self,
        address: &Arc<NodeAddress>,
        call: impl AsyncFnOnce(&mut CallBatcher<MultiplexedConnection>) -> RedisResult<T>,
    ) -> Result<T> {
        self.node(address)?.call(call).await
    }

    fn node(&self, address: &Arc<NodeAddress>) -> Result<Arc<ClusterNode>> {
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(node) = nodes.get(address) {
            return Ok(Arc::clone(node));
        }
        let info = ConnectionAddr::from(&**address).into_connection_info().map_err(unavailable)?;
        let info = self.tls.as_ref().map_or(Ok(info.clone()), |tls| tls.with_tls(info))?;
        let info = info.set_redis_settings(self.login.clone());
        let runtime = self.runtime.clone();
        let node = ClusterNode::new(Arc::clone(address), info, &self.settings, self.breaker, runtime).map(Arc::new)?;
        nodes.insert(Arc::clone(address), Arc::clone(&node));
        Ok(node)
    }

    /// Fetches the slot map in the background, unless that is being done.
    fn refresh_in_background(self: &Arc<Self>) {
        if self.refreshing.swap(true, Ordering::AcqRel) {
            return;
        }
        let cluster = Arc::clone(self);
        self.runtime.spawn(async move {
            // When no node answers, the next operation to fail tries again.
            let _ = cluster.refresh().await;
            tokio::time::sleep(REFRESH_PAUSE).await;
            cluster.refreshing.store(false, Ordering::Release);
        });
    }

    /// Fetches the slot map from the known masters, or from the nodes of the settings when none answers; gives all
    /// masters.
    pub(super) async fn refresh(&self) -> Result<Vec<Arc<NodeAddress>>> {
        let masters = self.slot_map.read().unwrap_or_else(PoisonError::into_inner).masters();
        let slot_map = match self.first_slot_map(&masters).await {
            Some(Ok(slot_map)) => slot_map,
            // The settings name one node at least.
            _ => self.first_slot_map(&self.seeds).await.unwrap_or_else(|| Err(no_master()))?,
        };
        let masters = slot_map.masters();
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner).retain(|node, _| masters.contains(node));
        *self.slot_map.write().unwrap_or_else(PoisonError::into_inner) = slot_map;
        Ok(masters)
    }

    /// The slot map of the first of these nodes to answer; `None` without nodes.
    async fn first_slot_map(&self, nodes: &[Arc<NodeAddress>]) -> Option<Result<SlotMap>> {
        if nodes.is_empty() {
            return None;
        }
        let maps = nodes.iter().map(|node| Box::pin(self.fetch_slot_map(node)));
        Some(select_ok(maps).await.map(|(slot_map, _)| slot_map))
    }

    async fn fetch_slot_map(&self, node: &Arc<NodeAddress>) -> Result<SlotMap> {
        self.call_node(node, async |connection| {
            let reply = cmd("CLUSTER").arg("SLOTS").query_async(connection).await?;
            SlotMap::parse(reply, node)
        })
        .await
    }
}

fn no_master() -> StoreError {
    StoreError::Unavailable("no node of the cluster names a master".into())
}

impl fmt::Debug for ClusterClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterClient").field("seeds", &self.seeds).finish_non_exhaustive()
    }
}
