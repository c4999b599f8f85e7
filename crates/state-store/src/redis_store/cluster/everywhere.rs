//! What concerns all masters.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::{select_ok, try_join_all};
use redis::aio::ConnectionLike as _;
use redis::{Pipeline, Value, cmd};

use super::Cluster;
use super::roster::slotless_masters;
use super::settings::NodeAddress;
use super::topology::Redirection;
use crate::redis_store::commands::{self, count};
use crate::redis_store::keyspace::Keyspace;
use crate::redis_store::pool::unavailable;
use crate::store::{SessionKey, StoreError};

/// How often all keys are gone through. A key that moves from a master that has not been looked at to one that has been
/// is met the second time.
const PASSES: usize = 2;

impl Cluster {
    /// The sessions on all masters, each once.
    pub(in crate::redis_store) async fn sessions(&self, keys: &Keyspace) -> Result<BTreeSet<SessionKey>, StoreError> {
        let mut found = BTreeSet::new();
        for _ in 0..PASSES {
            for master in self.all_masters().await? {
                found.append(&mut self.ask_node(&master, async |node| commands::sessions(node, keys).await).await?);
            }
        }
        Ok(found)
    }

    /// Removes the sessions on all masters; gives how many there were.
    pub(in crate::redis_store) async fn clear(self: &Arc<Self>, keys: &Keyspace) -> Result<u64, StoreError> {
        let mut removed = 0;
        for _ in 0..PASSES {
            for master in self.all_masters().await? {
                removed += self.clear_master(&master, keys).await?;
            }
        }
        Ok(removed)
    }

    /// The masters, with those that own no slot: the keys of a slot on its way to one are there already.
    async fn all_masters(&self) -> Result<Vec<Arc<NodeAddress>>, StoreError> {
        let mut masters = self.refresh().await?;
        let told = masters.iter().map(|master| {
            Box::pin(self.ask_node(master, async |node| {
                let text: String = cmd("CLUSTER").arg("NODES").query_async(node).await?;
                Ok(slotless_masters(&text, master))
            }))
        });
        let (slotless, _) = select_ok(told).await?;
        masters.extend(slotless.into_iter().map(Arc::new));
        Ok(masters)
    }

    async fn clear_master(self: &Arc<Self>, master: &Arc<NodeAddress>, keys: &Keyspace) -> Result<u64, StoreError> {
        let mut removed = 0;
        let mut cursor = 0;
        loop {
            let page;
            (cursor, page) = self.ask_node(master, async |node| commands::scan(node, keys, cursor).await).await?;
            removed += self.remove(master, keys, &page).await?;
            if cursor == 0 {
                return Ok(removed);
            }
        }
    }

    /// Removes a page of sessions of one master. They are in any of its slots, so each has a command of its own.
    async fn remove(
        self: &Arc<Self>,
        master: &Arc<NodeAddress>,
        keys: &Keyspace,
        page: &[SessionKey],
    ) -> Result<u64, StoreError> {
        if page.is_empty() {
            return Ok(0);
        }
        let mut pipeline = Pipeline::with_capacity(page.len());
        for session in page {
            pipeline.cmd("UNLINK").arg(keys.key(*session));
        }
        let replies: Vec<Value> =
            self.ask_node(master, async |node| node.req_packed_commands(&pipeline, 0, pipeline.len()).await).await?;
        let mut removed = 0;
        for (session, reply) in page.iter().zip(&replies) {
            removed += match Redirection::among(std::slice::from_ref(reply), master) {
                None => count(reply, "UNLINK").map_err(unavailable)?,
                // The slot has moved since the page was read.
                Some(_) => self.remove_one(&keys.key(*session)).await?,
            };
        }
        Ok(removed)
    }

    async fn remove_one(self: &Arc<Self>, key: &str) -> Result<u64, StoreError> {
        let mut line = self.line(key);
        let deleted = commands::delete(&mut line, key).await;
        line.settle(deleted).map(u64::from)
    }

    /// Has every master answer.
    pub(in crate::redis_store) async fn ping(&self) -> Result<(), StoreError> {
        let masters = self.refresh().await?;
        let pings = masters.iter().map(|master| self.ask_node(master, async |node| commands::ping(node).await));
        try_join_all(pings).await.map(drop)
    }

    /// What each master tells of itself.
    pub(in crate::redis_store) async fn info(&self) -> Result<Vec<String>, StoreError> {
        let masters = self.refresh().await?;
        let told = masters.iter().map(|master| self.ask_node(master, async |node| commands::info(node).await));
        try_join_all(told).await
    }
}
