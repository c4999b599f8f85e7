//! Commands on the keys of one slot.

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisResult, Value, cmd};

/// What is sent to the owner of a slot.
#[derive(Clone, Copy)]
pub(super) enum SlotRequest<'a> {
    Command(&'a Cmd),
    /// Commands that are no transaction.
    Pipeline(&'a Pipeline),
}

impl SlotRequest<'_> {
    /// Sends it to the node that owns the slot.
    pub(super) async fn send<C: ConnectionLike + Send>(self, connection: &mut C) -> RedisResult<Vec<Value>> {
        match self {
            Self::Command(command) => Ok(vec![connection.req_packed_command(command).await?]),
            Self::Pipeline(pipeline) => connection.req_packed_commands(pipeline, 0, pipeline.len()).await,
        }
    }

    /// Sends it to the node that imports the slot. Such a node answers a command only right after `ASKING`, so both
    /// are sent in one piece: other calls use the same connection.
    pub(super) async fn send_asking<C: ConnectionLike + Send>(self, connection: &mut C) -> RedisResult<Vec<Value>> {
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

#[cfg(test)]
mod tests {
    use redis_test::{MockCmd, MockRedisConnection};

    use super::*;

    fn mock_node(pipeline: &Pipeline, replies: Vec<Value>) -> MockRedisConnection {
        MockRedisConnection::new([MockCmd::with_values(pipeline, Ok(replies))]).assert_all_commands_consumed()
    }

    #[tokio::test]
    async fn asking_is_sent_in_one_piece_with_the_command() {
        let get = cmd("GET").arg("key").clone();
        let mut expected = redis::pipe();
        expected.cmd("ASKING").add_command(get.clone());
        let mut node = mock_node(&expected, vec![Value::Okay, Value::Int(5)]);
        assert_eq!(SlotRequest::Command(&get).send_asking(&mut node).await.unwrap(), [Value::Int(5)]);
    }

    #[tokio::test]
    async fn asking_is_sent_before_each_command_of_a_pipeline() {
        let mut pipeline = redis::pipe();
        pipeline.cmd("GET").arg("key").cmd("PTTL").arg("key");
        let mut expected = redis::pipe();
        expected.cmd("ASKING").cmd("GET").arg("key").cmd("ASKING").cmd("PTTL").arg("key");
        let replies = vec![Value::Okay, Value::Nil, Value::Okay, Value::Int(-2)];
        let mut node = mock_node(&expected, replies);
        let replies = SlotRequest::Pipeline(&pipeline).send_asking(&mut node).await.unwrap();
        assert_eq!(replies, [Value::Nil, Value::Int(-2)]);
    }
}
