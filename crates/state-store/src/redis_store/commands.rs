//! The commands of the store, over any kind of connection.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisFuture, RedisResult, Value, cmd};

use super::failure::malformed_reply;
use super::keyspace::Keyspace;
use super::script::{LuaScript, ScriptCall, run_script};
use crate::store::SessionKey;
use crate::ttl::MAX_TTL;

/// The replies to a pipeline.
pub(super) type Replies<'a> = RedisFuture<'a, Vec<Value>>;

pub(super) static EXTEND_TTL: LazyLock<LuaScript> = LazyLock::new(|| LuaScript::new(include_str!("extend_ttl.lua")));

/// How many keys a step of SCAN looks at.
const SCAN_COUNT: usize = 1000;

pub(super) async fn load<C: ConnectionLike + Send>(connection: &mut C, key: &str) -> RedisResult<Option<Vec<u8>>> {
    bytes(cmd("GET").arg(key).query_async(connection).await?)
}

pub(super) async fn load_with_ttl<C: ConnectionLike + Send>(
    connection: &mut C,
    key: &str,
) -> RedisResult<Option<(Vec<u8>, Duration)>> {
    // Each reply with its own error: the pipeline's error does not distinguish a key of another type from other
    // failures.
    let replies: Vec<RedisResult<Value>> =
        redis::pipe().cmd("GET").arg(key).cmd("PTTL").arg(key).ignore_errors().query_async(connection).await?;
    let [value, left] = <[_; 2]>::try_from(replies).map_err(|_| malformed_reply("GET and PTTL"))?;
    // The value may expire between the two commands: then there is none.
    Ok(bytes(value?)?.zip(time_left(&left?, "PTTL")?))
}

pub(super) async fn delete<C: ConnectionLike + Send>(connection: &mut C, key: &str) -> RedisResult<bool> {
    Ok(count(&cmd("UNLINK").arg(key).query_async(connection).await?, "UNLINK")? > 0)
}

pub(super) async fn exists<C: ConnectionLike + Send>(connection: &mut C, key: &str) -> RedisResult<bool> {
    Ok(count(&cmd("EXISTS").arg(key).query_async(connection).await?, "EXISTS")? > 0)
}

pub(super) async fn ttl<C: ConnectionLike + Send>(connection: &mut C, key: &str) -> RedisResult<Option<Duration>> {
    time_left(&cmd("PTTL").arg(key).query_async(connection).await?, "PTTL")
}

pub(super) async fn extend_ttl<C: ConnectionLike + Send>(
    connection: &mut C,
    key: &str,
    by: Duration,
) -> RedisResult<Option<Duration>> {
    let call = |script: ScriptCall| {
        let mut command = Cmd::new();
        script.begin_command(&mut command, &EXTEND_TTL);
        command.arg(1).arg(key).arg(milliseconds(by.min(MAX_TTL))).arg(milliseconds(MAX_TTL));
        command
    };
    time_left(&run_script(connection, call).await?, "the extension script")
}

pub(super) async fn ping<C: ConnectionLike + Send>(connection: &mut C) -> RedisResult<()> {
    match cmd("PING").query_async(connection).await? {
        Value::SimpleString(reply) if reply == "PONG" => Ok(()),
        _ => Err(malformed_reply("PING")),
    }
}

pub(super) async fn info<C: ConnectionLike + Send>(connection: &mut C) -> RedisResult<String> {
    cmd("INFO").query_async(connection).await
}

pub(super) async fn sessions<C: ConnectionLike + Send>(
    connection: &mut C,
    keys: &Keyspace,
) -> RedisResult<BTreeSet<SessionKey>> {
    let mut found = BTreeSet::new();
    let mut cursor = 0;
    loop {
        let page;
        (cursor, page) = scan(connection, keys, cursor).await?;
        // SCAN may give a key twice.
        found.extend(page);
        if cursor == 0 {
            return Ok(found);
        }
    }
}

pub(super) async fn clear<C: ConnectionLike + Send>(connection: &mut C, keys: &Keyspace) -> RedisResult<u64> {
    let mut removed = 0;
    let mut cursor = 0;
    loop {
        let page;
        (cursor, page) = scan(connection, keys, cursor).await?;
        if !page.is_empty() {
            let page: Vec<String> = page.into_iter().map(|session| keys.key(session)).collect();
            removed += count(&cmd("UNLINK").arg(page).query_async(connection).await?, "UNLINK")?;
        }
        if cursor == 0 {
            return Ok(removed);
        }
    }
}

/// One step of SCAN: the cursor of the next step (0 at the end), and the sessions found.
pub(super) async fn scan<C: ConnectionLike + Send>(
    connection: &mut C,
    keys: &Keyspace,
    cursor: u64,
) -> RedisResult<(u64, Vec<SessionKey>)> {
    let (next, page): (u64, Vec<Vec<u8>>) = cmd("SCAN")
        .arg(cursor)
        .arg("MATCH")
        .arg(keys.pattern())
        .arg("COUNT")
        .arg(SCAN_COUNT)
        .query_async(connection)
        .await?;
    Ok((next, page.iter().filter_map(|key| keys.session(key)).collect()))
}

fn bytes(reply: Value) -> RedisResult<Option<Vec<u8>>> {
    match reply {
        Value::Nil => Ok(None),
        Value::BulkString(bytes) => Ok(Some(bytes)),
        _ => Err(malformed_reply("GET")),
    }
}

/// Redis replies with milliseconds, or with -2 when there is no value.
fn time_left(reply: &Value, command: &'static str) -> RedisResult<Option<Duration>> {
    match reply {
        Value::Int(-2) => Ok(None),
        // A value made to stay by someone else. Nothing of ours is kept longer than this.
        Value::Int(-1) => Ok(Some(MAX_TTL)),
        Value::Int(left) => {
            u64::try_from(*left).map(|left| Some(Duration::from_millis(left))).map_err(|_| malformed_reply(command))
        }
        _ => Err(malformed_reply(command)),
    }
}

pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn count(reply: &Value, command: &'static str) -> RedisResult<u64> {
    match reply {
        Value::Int(count) => u64::try_from(*count).map_err(|_| malformed_reply(command)),
        _ => Err(malformed_reply(command)),
    }
}
