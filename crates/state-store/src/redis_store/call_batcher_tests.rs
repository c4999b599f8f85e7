//! Which calls share a round trip, on a connection whose every reply the test decides.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, ServerErrorKind, Value, cmd};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::call_batcher::CallBatcher;
use super::save_script::{EncodedSave, SAVE};
use crate::store::Saved;

/// What was sent in one round trip, and where its replies go.
struct Sent {
    bytes: Vec<u8>,
    reply: oneshot::Sender<RedisResult<Vec<Value>>>,
}

/// The client's end of a connection.
#[derive(Clone)]
struct ScriptedConnection(mpsc::UnboundedSender<Sent>);

impl ScriptedConnection {
    async fn send(&self, bytes: Vec<u8>) -> RedisResult<Vec<Value>> {
        let (reply, replied) = oneshot::channel();
        let _ = self.0.send(Sent { bytes, reply });
        replied.await.unwrap_or_else(|_| Err(broken()))
    }
}

impl ConnectionLike for ScriptedConnection {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move {
            let mut replies = self.send(command.get_packed_command()).await?;
            replies.remove(0).extract_error()
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        _: usize,
        _: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(self.send(pipeline.get_packed_pipeline()))
    }

    fn get_db(&self) -> i64 {
        0
    }
}

/// A batcher and the server's end of its connection.
struct Setup {
    batcher: CallBatcher<ScriptedConnection>,
    server: Mutex<mpsc::UnboundedReceiver<Sent>>,
}

impl Setup {
    fn new() -> Self {
        let (client, server) = mpsc::unbounded_channel();
        Self { batcher: CallBatcher::new(ScriptedConnection(client), Handle::current()), server: Mutex::new(server) }
    }

    /// A call for a key, in flight or waiting when this returns.
    async fn get(&self, key: &str) -> JoinHandle<RedisResult<Value>> {
        let mut batcher = self.batcher.clone();
        let command = get(key);
        started(async move { batcher.req_packed_command(&command).await }).await
    }

    async fn save(&self, key: &str) -> JoinHandle<RedisResult<Saved>> {
        let batcher = self.batcher.clone();
        let save = save(key);
        started(async move { batcher.save(save).await }).await
    }

    /// The next round trip, which must be of this.
    async fn expect(&self, commands: &[Cmd]) -> oneshot::Sender<RedisResult<Vec<Value>>> {
        let sent = self.server.lock().await.recv().await.unwrap();
        let expected: Vec<u8> = commands.iter().flat_map(Cmd::get_packed_command).collect();
        assert_eq!(String::from_utf8_lossy(&sent.bytes), String::from_utf8_lossy(&expected));
        sent.reply
    }

    /// Asserts that nothing is sent until something happens.
    async fn expect_nothing(&self) {
        assert!(once_idle(self.server.lock().await.recv()).await.is_none());
    }
}

/// Starts a call and lets it run until it waits for the server.
async fn started<T: Send + 'static>(call: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let mut call = tokio::spawn(call);
    assert!(once_idle(&mut call).await.is_none());
    call
}

/// The outcome once all tasks are idle, if there is one: the paused clock only moves then.
async fn once_idle<T>(outcome: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(Duration::from_millis(1), outcome).await.ok()
}

fn get(key: &str) -> Cmd {
    cmd("GET").arg(key).to_owned()
}

fn save(key: &str) -> EncodedSave {
    EncodedSave {
        key: key.to_owned(),
        value: b"value".to_vec(),
        expected: b"start".to_vec(),
        ttl: Duration::from_secs(3600),
    }
}

fn saves(script: [&str; 2], keys: &[&str]) -> Cmd {
    let mut command = cmd(script[0]);
    command.arg(script[1]).arg(keys.len()).arg(keys);
    for _ in keys {
        command.arg("value").arg(3_600_000).arg("start");
    }
    command
}

fn by_hash(keys: &[&str]) -> Cmd {
    saves(["EVALSHA", &SAVE.hash], keys)
}

fn value(text: &str) -> Value {
    Value::BulkString(text.as_bytes().to_vec())
}

fn broken() -> RedisError {
    RedisError::from((ErrorKind::Io, "broken pipe"))
}

fn refused(kind: ServerErrorKind) -> RedisError {
    RedisError::from((ErrorKind::Server(kind), "refused"))
}

fn as_reply(kind: ServerErrorKind) -> Value {
    let line: &[u8] = if kind == ServerErrorKind::NoScript { b"-NOSCRIPT none\r\n" } else { b"-ERR refused\r\n" };
    redis::parse_redis_value(line).unwrap()
}

async fn answered<T>(call: JoinHandle<RedisResult<T>>) -> RedisResult<T> {
    call.await.unwrap()
}

/// Three calls in flight, so that the next one waits for another to wait with it.
async fn three_in_flight(
    setup: &Setup,
) -> Vec<(JoinHandle<RedisResult<Value>>, oneshot::Sender<RedisResult<Vec<Value>>>)> {
    let mut in_flight = Vec::new();
    for key in ["a", "b", "c"] {
        let call = setup.get(key).await;
        in_flight.push((call, setup.expect(&[get(key)]).await));
    }
    in_flight
}

#[tokio::test(start_paused = true)]
async fn few_calls_do_not_wait_for_each_other() {
    let setup = Setup::new();
    for ((call, reply), key) in three_in_flight(&setup).await.into_iter().zip(["a", "b", "c"]) {
        reply.send(Ok(vec![value(key)])).unwrap();
        assert_eq!(answered(call).await.unwrap(), value(key));
    }
}

#[tokio::test(start_paused = true)]
async fn of_many_calls_the_last_are_sent_as_a_batch_when_they_are_a_third() {
    let setup = Setup::new();
    let _in_flight = three_in_flight(&setup).await;
    let fourth = setup.get("d").await;
    setup.expect_nothing().await;
    let fifth = setup.get("e").await;
    let reply = setup.expect(&[get("d"), get("e")]).await;
    reply.send(Ok(vec![value("d"), value("e")])).unwrap();
    assert_eq!(answered(fourth).await.unwrap(), value("d"));
    assert_eq!(answered(fifth).await.unwrap(), value("e"));
}

#[tokio::test(start_paused = true)]
async fn a_waiting_call_is_sent_when_enough_of_the_others_are_answered() {
    let setup = Setup::new();
    let mut in_flight = three_in_flight(&setup).await;
    let waiting = setup.get("d").await;
    setup.expect_nothing().await;
    let (first, reply) = in_flight.remove(0);
    reply.send(Ok(vec![Value::Nil])).unwrap();
    assert_eq!(answered(first).await.unwrap(), Value::Nil);
    setup.expect(&[get("d")]).await.send(Ok(vec![value("d")])).unwrap();
    assert_eq!(answered(waiting).await.unwrap(), value("d"));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_delays_no_other() {
    let setup = Setup::new();
    let in_flight = three_in_flight(&setup).await;
    let waiting = setup.get("d").await;
    in_flight[1].0.abort();
    setup.expect(&[get("d")]).await.send(Ok(vec![value("d")])).unwrap();
    assert_eq!(answered(waiting).await.unwrap(), value("d"));
}

#[tokio::test(start_paused = true)]
async fn the_saves_of_a_batch_are_one_call_of_the_script() {
    let setup = Setup::new();
    let _in_flight = three_in_flight(&setup).await;
    let (first, second) = (setup.save("p:1").await, setup.save("p:2").await);
    let reply = setup.expect(&[by_hash(&["p:1", "p:2"])]).await;
    reply.send(Ok(vec![Value::Array(vec![Value::Int(1), value("7")])])).unwrap();
    assert_eq!(answered(first).await.unwrap(), Saved::Stored);
    assert_eq!(answered(second).await.unwrap(), Saved::Conflict { stored: Some(7) });
}

#[tokio::test(start_paused = true)]
async fn saves_and_commands_share_a_batch() {
    let setup = Setup::new();
    let _in_flight = three_in_flight(&setup).await;
    let (saved, got) = (setup.save("p:1").await, setup.get("d").await);
    let reply = setup.expect(&[get("d"), by_hash(&["p:1"])]).await;
    reply.send(Ok(vec![value("d"), Value::Int(1)])).unwrap();
    assert_eq!(answered(saved).await.unwrap(), Saved::Stored);
    assert_eq!(answered(got).await.unwrap(), value("d"));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_script_among_other_commands_is_called_again_with_its_text() {
    let setup = Setup::new();
    let _in_flight = three_in_flight(&setup).await;
    let (saved, got) = (setup.save("p:1").await, setup.get("d").await);
    let reply = setup.expect(&[get("d"), by_hash(&["p:1"])]).await;
    reply.send(Ok(vec![value("d"), as_reply(ServerErrorKind::NoScript)])).unwrap();
    setup.expect(&[by_hash(&["p:1"])]).await.send(Err(refused(ServerErrorKind::NoScript))).unwrap();
    setup.expect(&[saves(["EVAL", SAVE.text], &["p:1"])]).await.send(Ok(vec![Value::Int(1)])).unwrap();
    assert_eq!(answered(saved).await.unwrap(), Saved::Stored);
    assert_eq!(answered(got).await.unwrap(), value("d"));
}

#[tokio::test(start_paused = true)]
async fn an_error_reply_in_a_pipeline_is_of_its_command_alone() {
    let setup = Setup::new();
    let _in_flight = three_in_flight(&setup).await;
    let (first, second) = (setup.get("d").await, setup.get("e").await);
    let reply = setup.expect(&[get("d"), get("e")]).await;
    reply.send(Ok(vec![as_reply(ServerErrorKind::ResponseError), value("e")])).unwrap();
    let error = answered(first).await.and_then(Value::extract_error).unwrap_err();
    assert_eq!(error.code(), Some("ERR"));
    assert_eq!(answered(second).await.unwrap(), value("e"));
}

#[tokio::test(start_paused = true)]
async fn too_few_replies_are_an_error_of_every_call_of_the_batch() {
    let setup = Setup::new();
    let _in_flight = three_in_flight(&setup).await;
    let (first, second) = (setup.get("d").await, setup.get("e").await);
    setup.expect(&[get("d"), get("e")]).await.send(Ok(vec![value("d")])).unwrap();
    for call in [first, second] {
        assert_eq!(answered(call).await.unwrap_err().kind(), ErrorKind::UnexpectedReturnType);
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_fails_the_calls_that_wait_for_it() {
    let setup = Setup::new();
    let mut in_flight = three_in_flight(&setup).await;
    let (got, reply) = in_flight.remove(0);
    let waiting = setup.save("p:1").await;
    reply.send(Err(broken())).unwrap();
    assert!(answered(got).await.unwrap_err().is_io_error());
    assert!(answered(waiting).await.unwrap_err().is_io_error());
    setup.expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_server_is_of_its_call_alone() {
    let setup = Setup::new();
    let mut in_flight = three_in_flight(&setup).await;
    let (got, reply) = in_flight.remove(0);
    let waiting = setup.get("d").await;
    reply.send(Err(refused(ServerErrorKind::ResponseError))).unwrap();
    assert!(answered(got).await.is_err());
    setup.expect(&[get("d")]).await.send(Ok(vec![value("d")])).unwrap();
    assert_eq!(answered(waiting).await.unwrap(), value("d"));
}

#[tokio::test(start_paused = true)]
async fn no_more_than_a_hundred_and_twenty_eight_calls_share_a_batch() {
    let setup = Arc::new(Setup::new());
    let mut calls = Vec::new();
    let mut replies = Vec::new();
    for number in 0..1000 {
        calls.push(setup.get(&number.to_string()).await);
        let sent = once_idle(async { setup.server.lock().await.recv().await }).await.flatten();
        replies.extend(sent.map(|sent| (String::from_utf8_lossy(&sent.bytes).matches("GET").count(), sent.reply)));
    }
    assert_eq!(replies.iter().map(|(calls, _)| *calls).max(), Some(128));
    let sent: usize = replies.iter().map(|(calls, _)| *calls).sum();
    assert!((1000 - 128..=1000).contains(&sent), "{sent}");
}
