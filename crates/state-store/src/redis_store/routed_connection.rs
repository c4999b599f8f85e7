//! A connection to the node that holds a key: the one node of the store, or the one of a cluster that owns the slot.

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, RedisResult, Value};

use super::cluster::SlotConnection;
use super::commands::Replies;
use super::save_script::{self, EncodedSave};
use super::shared_connections::ConnectionHandle;
use crate::store::{Result, Saved};

/// A connection for one operation on a key.
pub(super) enum RoutedConnection<'a> {
    Node(ConnectionHandle<'a>),
    Slot(SlotConnection<'a>),
}

impl RoutedConnection<'_> {
    /// Makes a save, together with others where they need not be on one slot.
    pub(super) async fn save(&mut self, save: EncodedSave) -> RedisResult<Saved> {
        match self {
            Self::Node(handle) => handle.connection.save(save).await,
            Self::Slot(connection) => save_script::save(connection, &save).await,
        }
    }

    /// Discards the connection if it has failed, and turns the failure into the store's.
    pub(super) fn finish<T>(self, outcome: RedisResult<T>) -> Result<T> {
        match self {
            Self::Node(handle) => handle.finish(outcome),
            Self::Slot(connection) => connection.finish(outcome),
        }
    }
}

impl ConnectionLike for RoutedConnection<'_> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Node(handle) => handle.connection.req_packed_command(command),
            Self::Slot(connection) => connection.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(&'a mut self, pipeline: &'a Pipeline, offset: usize, count: usize) -> Replies<'a> {
        match self {
            Self::Node(handle) => handle.connection.req_packed_commands(pipeline, offset, count),
            Self::Slot(connection) => connection.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Node(handle) => handle.connection.get_db(),
            Self::Slot(connection) => connection.get_db(),
        }
    }
}
