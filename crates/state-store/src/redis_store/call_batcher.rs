//! A connection whose callers share round trips when there are many of them.
//!
//! A round trip costs the processor time of both sides the same, whether it carries one call or a hundred. With many
//! callers at once that cost decides how many saves a second a server makes, so calls that would wait anyway are sent
//! as one batch. A batch is sent when its calls are a third of all calls in flight and waiting: that keeps some three
//! round trips in flight whatever the number of callers, and a lone call never waits for a timer.
//! `docs/decisions/0012-saves-store-first.md` has the measurements, and the alternatives that were slower.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, Value};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::commands::Replies;
use super::failure::{is_connection_failure, is_unknown_script, malformed_reply};
use super::save_script::{self, EncodedSave, save_command};
use super::script::ScriptCall;
use crate::store::Saved;

/// How many round trips are kept in flight under load: that many calls are sent each on its own, and a batch is sent
/// when it is that part of all calls. The server then always has a round trip to work on while callers take in the
/// replies of another; more would make more and smaller round trips.
const ROUND_TRIPS: usize = 3;
/// How many calls share a round trip at most, so that the server is not kept from others for long.
const MAX_BATCH: usize = 128;

/// A connection on which calls do not wait for each other while they are few, and are sent in batches when they are
/// many.
///
/// A call is sent at once while fewer than [`ROUND_TRIPS`] are in flight. Further calls wait until they are a
/// [`ROUND_TRIPS`]th part of all calls, and are then sent in one round trip: commands in a pipeline, saves in one call
/// of their script. Nothing is held back by a timer: calls in flight end, and those that wait are then a greater part.
///
/// When the connection fails, all calls that wait fail with it, so that none waits for more than one time-out.
pub(super) struct CallBatcher<C: BatchableConnection> {
    shared: Arc<Shared<C>>,
}

/// A connection that carries any number of calls at once.
pub(super) trait BatchableConnection: ConnectionLike + Clone + Send + Sync + 'static {}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> BatchableConnection for C {}

struct Shared<C> {
    connection: C,
    queue: Mutex<CallQueue>,
    /// Where batches are sent from: the caller whose call was answered does not stay for the batch after it.
    runtime: Handle,
}

#[derive(Default)]
struct CallQueue {
    /// How many calls have been sent and not yet been answered.
    in_flight: usize,
    waiting: Vec<WaitingCall>,
}

/// A call, and the channel that takes its outcome to the caller.
enum WaitingCall {
    Command(Cmd, oneshot::Sender<RedisResult<Value>>),
    Save(EncodedSave, oneshot::Sender<RedisResult<Saved>>),
}

impl<C: BatchableConnection> CallBatcher<C> {
    /// Calls on this connection. Batches are sent from this runtime.
    pub(super) fn new(connection: C, runtime: Handle) -> Self {
        let shared = Shared { connection, queue: Mutex::default(), runtime };
        Self { shared: Arc::new(shared) }
    }

    /// Makes a save. All keys of a batcher must be on one node, and on one slot in a cluster.
    pub(super) async fn save(&self, save: EncodedSave) -> RedisResult<Saved> {
        match self.permit_or_wait(save, WaitingCall::Save) {
            Ok((permit, save)) => permit.finish(save_script::save(&mut self.connection(), &save).await),
            Err(outcome) => outcome.await.unwrap_or_else(|_| Err(abandoned())),
        }
    }

    async fn call(&self, command: &Cmd) -> RedisResult<Value> {
        match self.permit_or_wait(command, |command, outcome| WaitingCall::Command(command.clone(), outcome)) {
            Ok((permit, command)) => permit.finish(self.connection().req_packed_command(command).await),
            Err(outcome) => outcome.await.unwrap_or_else(|_| Err(abandoned())),
        }
    }

    fn connection(&self) -> C {
        self.shared.connection.clone()
    }

    /// The permit to send the call now, or the channel that will bring its outcome.
    fn permit_or_wait<T, R>(
        &self,
        call: T,
        waiting: impl FnOnce(T, oneshot::Sender<RedisResult<R>>) -> WaitingCall,
    ) -> Result<(RoundTripPermit<C>, T), oneshot::Receiver<RedisResult<R>>> {
        let mut queue = self.shared.lock_queue();
        if queue.waiting.is_empty() && queue.in_flight < ROUND_TRIPS {
            return Ok((self.shared.permit(&mut queue, 1), call));
        }
        let (sender, receiver) = oneshot::channel();
        queue.waiting.push(waiting(call, sender));
        self.shared.send_batch_if_due(queue);
        Err(receiver)
    }
}

impl<C: BatchableConnection> Clone for CallBatcher<C> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<C: BatchableConnection> ConnectionLike for CallBatcher<C> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.call(command))
    }

    /// A pipeline is a round trip of its own.
    fn req_packed_commands<'a>(&'a mut self, pipeline: &'a Pipeline, offset: usize, count: usize) -> Replies<'a> {
        Box::pin(async move { self.connection().req_packed_commands(pipeline, offset, count).await })
    }

    fn get_db(&self) -> i64 {
        self.shared.connection.get_db()
    }
}

impl<C: BatchableConnection> Shared<C> {
    fn lock_queue(&self) -> MutexGuard<'_, CallQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn permit(self: &Arc<Self>, queue: &mut CallQueue, calls: usize) -> RoundTripPermit<C> {
        queue.in_flight += calls;
        RoundTripPermit { shared: Arc::clone(self), calls }
    }

    /// Sends the waiting calls if they are enough for a batch.
    fn send_batch_if_due(self: &Arc<Self>, mut queue: MutexGuard<'_, CallQueue>) {
        let waiting = queue.waiting.len();
        let enough = waiting == MAX_BATCH || ROUND_TRIPS * waiting >= queue.in_flight + waiting;
        if waiting == 0 || !enough {
            return;
        }
        let calls = std::mem::take(&mut queue.waiting);
        let permit = self.permit(&mut queue, waiting);
        drop(queue);
        self.runtime.spawn(permit.send_batch(calls));
    }
}

/// The permit for some calls to make one round trip. When it is dropped, the waiting calls may be enough for a batch.
struct RoundTripPermit<C: BatchableConnection> {
    shared: Arc<Shared<C>>,
    calls: usize,
}

impl<C: BatchableConnection> RoundTripPermit<C> {
    fn finish<T>(self, outcome: RedisResult<T>) -> RedisResult<T> {
        if let Err(error) = &outcome {
            self.fail_waiting(error);
        }
        outcome
    }

    /// Fails the waiting calls, too, if the connection has failed. An error reply of the server is not theirs.
    fn fail_waiting(&self, error: &RedisError) {
        if is_connection_failure(error) {
            let waiting = std::mem::take(&mut self.shared.lock_queue().waiting);
            waiting.into_iter().for_each(|call| call.fail(error));
        }
    }

    async fn send_batch(self, calls: Vec<WaitingCall>) {
        let (mut commands, mut saves) = (Vec::new(), Vec::new());
        for call in calls {
            match call {
                WaitingCall::Command(command, outcome) => commands.push((command, outcome)),
                WaitingCall::Save(save, outcome) => saves.push((save, outcome)),
            }
        }
        let (replies, saved) = send(&mut self.shared.connection.clone(), &commands, &saves).await;
        if let Err(error) = &replies {
            self.fail_waiting(error);
        }
        // The next batch is sent before the callers of this one resume, so that the server has work meanwhile.
        drop(self);
        deliver(commands, replies);
        deliver(saves, saved);
    }
}

impl<C: BatchableConnection> Drop for RoundTripPermit<C> {
    fn drop(&mut self) {
        let mut queue = self.shared.lock_queue();
        queue.in_flight -= self.calls;
        self.shared.send_batch_if_due(queue);
    }
}

impl WaitingCall {
    fn fail(self, error: &RedisError) {
        // A caller that has gone needs no outcome.
        match self {
            Self::Command(_, outcome) => drop(outcome.send(Err(error.clone()))),
            Self::Save(_, outcome) => drop(outcome.send(Err(error.clone()))),
        }
    }
}

/// The outcome of each call of a batch, or the failure of the whole.
type BatchOutcome<T> = RedisResult<Vec<RedisResult<T>>>;
/// A call of a batch, and the channel that takes its outcome to the caller.
type BatchedCall<T, R> = (T, oneshot::Sender<RedisResult<R>>);

/// Sends everything in one round trip.
async fn send<C: ConnectionLike + Send>(
    connection: &mut C,
    commands: &[BatchedCall<Cmd, Value>],
    saves: &[BatchedCall<EncodedSave, Saved>],
) -> (BatchOutcome<Value>, BatchOutcome<Saved>) {
    let saves: Vec<&EncodedSave> = saves.iter().map(|(save, _)| save).collect();
    if commands.is_empty() {
        return (Ok(Vec::new()), save_script::save_all(connection, &saves).await);
    }
    let mut pipeline = Pipeline::with_capacity(commands.len() + 1);
    for (command, _) in commands {
        pipeline.add_command(command.clone());
    }
    if !saves.is_empty() {
        pipeline.add_command(save_command(&saves, ScriptCall::ByHash));
    }
    let mut replies = match connection.req_packed_commands(&pipeline, 0, pipeline.len()).await {
        Ok(replies) => replies,
        Err(error) => return (Err(error.clone()), Err(error)),
    };
    let saved = match replies.get(commands.len()).cloned().map(Value::extract_error) {
        _ if saves.is_empty() => Ok(Vec::new()),
        Some(Err(error)) if is_unknown_script(&error) => save_script::save_all(connection, &saves).await,
        Some(reply) => reply.and_then(|reply| save_script::parse_replies(reply, saves.len())),
        None => Err(malformed_reply("a pipeline")),
    };
    replies.truncate(commands.len());
    (Ok(replies.into_iter().map(Ok).collect()), saved)
}

/// Hands out the outcomes; a failure of the whole is the failure of each call.
fn deliver<T, R>(calls: Vec<BatchedCall<T, R>>, outcomes: BatchOutcome<R>) {
    let outcomes = match outcomes {
        Ok(outcomes) if outcomes.len() == calls.len() => outcomes,
        Ok(_) => calls.iter().map(|_| Err(malformed_reply("a pipeline"))).collect(),
        Err(error) => calls.iter().map(|_| Err(error.clone())).collect(),
    };
    for ((_, caller), outcome) in calls.into_iter().zip(outcomes) {
        // A caller that has gone needs no outcome.
        drop(caller.send(outcome));
    }
}

/// The outcome of a call that was in flight when the runtime ended.
fn abandoned() -> RedisError {
    RedisError::from((ErrorKind::Io, "the call was abandoned"))
}
