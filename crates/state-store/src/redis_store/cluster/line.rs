//! A connection to whichever master owns a slot.

use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::cluster_routing::Slot;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, Value, cmd};

use super::Cluster;
use crate::redis_store::pool::unavailable;
use crate::store::StoreError;

/// Sends commands on the keys of one slot to the master that owns it, wherever that is.
pub(in crate::redis_store) struct SlotLine<'a> {
    cluster: &'a Arc<Cluster>,
    slot: Slot,
    /// Why the last command could not be sent or was not answered.
    failure: Option<StoreError>,
}

impl<'a> SlotLine<'a> {
    pub(super) fn new(cluster: &'a Arc<Cluster>, slot: Slot) -> Self {
        Self { cluster, slot, failure: None }
    }

    /// States a failure as the store's.
    pub(in crate::redis_store) fn settle<T>(self, outcome: RedisResult<T>) -> Result<T, StoreError> {
        outcome.map_err(|error| self.failure.unwrap_or_else(|| unavailable(error)))
    }

    async fn send(&mut self, call: Call<'_>) -> RedisResult<Vec<Value>> {
        self.cluster.send(self.slot, call).await.map_err(|failure| {
            self.failure = Some(failure);
            RedisError::from((ErrorKind::Io, "the cluster has not answered"))
        })
    }
}

impl ConnectionLike for SlotLine<'_> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move { only(self.send(Call::Command(command)).await?) })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        _offset: usize,
        _count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(self.send(Call::Pipeline(pipeline)))
    }

    fn get_db(&self) -> i64 {
        0
    }
}

/// What is to be sent.
#[derive(Clone, Copy)]
pub(super) enum Call<'a> {
    Command(&'a Cmd),
    /// Commands that are no transaction.
    Pipeline(&'a Pipeline),
}

impl Call<'_> {
    /// Sends it to a node that owns the slot.
    pub(super) async fn on<C: ConnectionLike + Send>(self, connection: &mut C) -> RedisResult<Vec<Value>> {
        match self {
            Self::Command(command) => Ok(vec![connection.req_packed_command(command).await?]),
            Self::Pipeline(pipeline) => connection.req_packed_commands(pipeline, 0, pipeline.len()).await,
        }
    }

    /// Sends it to a node that a slot is on its way to. Such a node answers a command only right after `ASKING`, so both
    /// go out as one: others use the same connection.
    pub(super) async fn asking<C: ConnectionLike + Send>(self, connection: &mut C) -> RedisResult<Vec<Value>> {
        let mut pipeline = redis::pipe();
        let mut add = |command: &Cmd| {
            pipeline.add_command(cmd("ASKING")).add_command(command.clone());
        };
        match self {
            Self::Command(command) => add(command),
            Self::Pipeline(commands) => commands.cmd_iter().for_each(add),
        }
        let replies = connection.req_packed_commands(&pipeline, 0, pipeline.len()).await?;
        Ok(replies.into_iter().skip(1).step_by(2).collect())
    }
}

fn only(replies: Vec<Value>) -> RedisResult<Value> {
    let missing = || RedisError::from((ErrorKind::UnexpectedReturnType, "a command got no reply"));
    replies.into_iter().next().ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use redis_test::{MockCmd, MockRedisConnection};

    use super::*;

    fn speaking(pipeline: &Pipeline, replies: Vec<Value>) -> MockRedisConnection {
        MockRedisConnection::new([MockCmd::with_values(pipeline, Ok(replies))]).assert_all_commands_consumed()
    }

    #[tokio::test]
    async fn leave_is_asked_in_one_piece_with_the_command() {
        let get = cmd("GET").arg("key").clone();
        let mut expected = redis::pipe();
        expected.cmd("ASKING").add_command(get.clone());
        let mut node = speaking(&expected, vec![Value::Okay, Value::Int(5)]);
        assert_eq!(Call::Command(&get).asking(&mut node).await.unwrap(), [Value::Int(5)]);
    }

    #[tokio::test]
    async fn leave_is_asked_before_each_command_of_a_pipeline() {
        let mut pipeline = redis::pipe();
        pipeline.cmd("GET").arg("key").cmd("PTTL").arg("key");
        let mut expected = redis::pipe();
        expected.cmd("ASKING").cmd("GET").arg("key").cmd("ASKING").cmd("PTTL").arg("key");
        let replies = vec![Value::Okay, Value::Nil, Value::Okay, Value::Int(-2)];
        let mut node = speaking(&expected, replies);
        assert_eq!(Call::Pipeline(&pipeline).asking(&mut node).await.unwrap(), [Value::Nil, Value::Int(-2)]);
    }

    #[test]
    fn a_command_without_a_reply_is_an_error() {
        assert!(only(Vec::new()).is_err());
    }
}
