//! A connection to the master that owns a slot, whichever that is.

use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::cluster_routing::Slot;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, Value};

use super::client::ClusterClient;
use super::slot_request::SlotRequest;
use crate::redis_store::commands::Replies;
use crate::redis_store::failure::unavailable;
use crate::store::{Result, StoreError};

/// Sends commands on the keys of one slot to the master that owns it at the time.
pub(in crate::redis_store) struct SlotConnection<'a> {
    cluster: &'a Arc<ClusterClient>,
    slot: Slot,
    /// Why the last command could not be sent or was not answered.
    failure: Option<StoreError>,
}

impl<'a> SlotConnection<'a> {
    /// A connection to the master that owns the slot of a key.
    pub(in crate::redis_store) fn for_key(cluster: &'a Arc<ClusterClient>, key: &str) -> Self {
        Self { cluster, slot: Slot::for_key(key), failure: None }
    }

    /// Turns a failure into the store's.
    pub(in crate::redis_store) fn finish<T>(self, outcome: RedisResult<T>) -> Result<T> {
        outcome.map_err(|error| self.failure.unwrap_or_else(|| unavailable(error)))
    }

    async fn send(&mut self, request: SlotRequest<'_>) -> RedisResult<Vec<Value>> {
        self.cluster.send(self.slot, request).await.map_err(|failure| {
            self.failure = Some(failure);
            RedisError::from((ErrorKind::Io, "the cluster has not answered"))
        })
    }
}

impl ConnectionLike for SlotConnection<'_> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move { first_reply(self.send(SlotRequest::Command(command)).await?) })
    }

    fn req_packed_commands<'a>(&'a mut self, pipeline: &'a Pipeline, _: usize, _: usize) -> Replies<'a> {
        Box::pin(self.send(SlotRequest::Pipeline(pipeline)))
    }

    fn get_db(&self) -> i64 {
        0
    }
}

fn first_reply(replies: Vec<Value>) -> RedisResult<Value> {
    let missing = || RedisError::from((ErrorKind::UnexpectedReturnType, "a command got no reply"));
    replies.into_iter().next().ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_without_a_reply_is_an_error() {
        assert!(first_reply(Vec::new()).is_err());
    }
}
