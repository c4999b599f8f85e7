//! Operations on all masters.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::{select_ok, try_join_all};
use redis::aio::ConnectionLike as _;
use redis::{Pipeline, Value, cmd};

use super::client::ClusterClient;
use super::node_address::NodeAddress;
use super::node_list::slotless_masters;
use super::redirection::Redirection;
use super::slot_connection::SlotConnection;
use crate::redis_store::commands::{self, count};
use crate::redis_store::failure::unavailable;
use crate::redis_store::keyspace::Keyspace;
use crate::store::{Result, SessionKey};

/// How often all keys are scanned. The second scan finds a key that has moved from a master that was not yet scanned to
/// one that already was.
const SCAN_PASSES: usize = 2;

impl ClusterClient {
    /// The sessions on all masters, each once.
    pub(in crate::redis_store) async fn sessions(&self, keys: &Keyspace) -> Result<BTreeSet<SessionKey>> {
        let mut found = BTreeSet::new();
        for _ in 0..SCAN_PASSES {
            for master in self.all_masters().await? {
                found.append(&mut self.call_node(&master, async |node| commands::sessions(node, keys).await).await?);
            }
        }
        Ok(found)
    }

    /// Removes the sessions on all masters; gives how many there were.
    pub(in crate::redis_store) async fn clear(self: &Arc<Self>, keys: &Keyspace) -> Result<u64> {
        let mut removed = 0;
        for _ in 0..SCAN_PASSES {
            for master in self.all_masters().await? {
                removed += self.clear_master(&master, keys).await?;
            }
        }
        Ok(removed)
    }

    /// The masters, with those that own no slot: keys of a slot that is being moved to one may be there already.
    async fn all_masters(&self) -> Result<Vec<Arc<NodeAddress>>> {
        let mut masters = self.refresh().await?;
        let calls = masters.iter().map(|master| {
            Box::pin(self.call_node(master, async |node| {
                let text: String = cmd("CLUSTER").arg("NODES").query_async(node).await?;
                Ok(slotless_masters(&text, master))
            }))
        });
        let (slotless, _) = select_ok(calls).await?;
        masters.extend(slotless.into_iter().map(Arc::new));
        Ok(masters)
    }

    async fn clear_master(self: &Arc<Self>, master: &Arc<NodeAddress>, keys: &Keyspace) -> Result<u64> {
        let mut removed = 0;
        let mut cursor = 0;
        loop {
            let page;
            (cursor, page) = self.call_node(master, async |node| commands::scan(node, keys, cursor).await).await?;
            removed += self.remove(master, keys, &page).await?;
            if cursor == 0 {
                return Ok(removed);
            }
        }
    }

    /// Removes a page of sessions of one master. They are in different slots, so each has a command of its own.
    async fn remove(self: &Arc<Self>, master: &Arc<NodeAddress>, keys: &Keyspace, page: &[SessionKey]) -> Result<u64> {
        if page.is_empty() {
            return Ok(0);
        }
        let mut pipeline = Pipeline::with_capacity(page.len());
        for session in page {
            pipeline.cmd("UNLINK").arg(keys.key(*session));
        }
        let replies: Vec<Value> =
            self.call_node(master, async |node| node.req_packed_commands(&pipeline, 0, pipeline.len()).await).await?;
        let mut removed = 0;
        for (session, reply) in page.iter().zip(&replies) {
            removed += match Redirection::find(std::slice::from_ref(reply), master) {
                None => count(reply, "UNLINK").map_err(unavailable)?,
                // The slot has moved since the page was read.
                Some(_) => self.remove_one(&keys.key(*session)).await?,
            };
        }
        Ok(removed)
    }

    async fn remove_one(self: &Arc<Self>, key: &str) -> Result<u64> {
        let mut connection = SlotConnection::for_key(self, key);
        let deleted = commands::delete(&mut connection, key).await;
        connection.finish(deleted).map(u64::from)
    }

    /// Waits until every master has answered.
    pub(in crate::redis_store) async fn ping(&self) -> Result<()> {
        let masters = self.refresh().await?;
        let pings = masters.iter().map(|master| self.call_node(master, async |node| commands::ping(node).await));
        try_join_all(pings).await.map(drop)
    }

    /// The reply of each master to `INFO`.
    pub(in crate::redis_store) async fn info(&self) -> Result<Vec<String>> {
        let masters = self.refresh().await?;
        let calls = masters.iter().map(|master| self.call_node(master, async |node| commands::info(node).await));
        try_join_all(calls).await
    }
}
