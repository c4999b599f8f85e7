//! A connection whose callers share round trips when there are many of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, Value};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::commands::{ScriptCall, malformed};
use super::failure::{has_failed, is_unknown_script};
use super::saving::{self, Save, save_command};
use crate::store::Saved;

/// Those who wait leave when they are one of so many parts of all who are there. The server then always has a round
/// trip to work on while callers take in another's replies; more parts would make more and smaller round trips.
const SHARES: usize = 3;
/// How many calls share a round trip at most, so that the server is not kept from others for long.
const MOST_TOGETHER: usize = 128;

/// A connection on which calls do not wait for each other while they are few, and travel together when they are many.
///
/// A call is sent at once while fewer than [`SHARES`] are under way. Of more, the last to come wait until they are a
/// [`SHARES`]th part of all that are there, and are then sent as one: commands in a pipeline, saves in one call of their
/// script. So what a round trip costs on both sides is shared exactly when it matters, and nothing is held back by a
/// timer: what is under way comes back, and those who wait are then a greater part.
///
/// When the connection fails, all calls that wait fail with it, so that none waits for more than one time-out.
pub(super) struct Convoy<C: Way> {
    shared: Arc<Shared<C>>,
}

/// What a convoy can travel on.
pub(super) trait Way: ConnectionLike + Clone + Send + Sync + 'static {}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> Way for C {}

struct Shared<C> {
    connection: C,
    traffic: Mutex<Traffic>,
    /// Where calls that travel together are sent from: the caller whose call was answered does not stay for them.
    runtime: Handle,
}

#[derive(Default)]
struct Traffic {
    /// How many calls are on their way or being answered.
    under_way: usize,
    waiting: Vec<Waiting>,
}

/// A call, and where its outcome is wanted.
enum Waiting {
    Command(Cmd, oneshot::Sender<RedisResult<Value>>),
    Save(Save, oneshot::Sender<RedisResult<Saved>>),
}

impl<C: Way> Convoy<C> {
    /// Calls on this connection. Round trips that are shared are made on this runtime.
    pub(super) fn new(connection: C, runtime: Handle) -> Self {
        let shared = Shared { connection, traffic: Mutex::default(), runtime };
        Self { shared: Arc::new(shared) }
    }

    /// Makes a save. All keys of a convoy must be on one node, and on one slot in a cluster.
    pub(super) async fn save(&self, save: Save) -> RedisResult<Saved> {
        match self.enter(save, Waiting::Save) {
            Ok((turn, save)) => turn.over(saving::save(&mut self.connection(), &save).await),
            Err(outcome) => outcome.await.unwrap_or_else(|_| Err(abandoned())),
        }
    }

    async fn call(&self, command: &Cmd) -> RedisResult<Value> {
        match self.enter(command, |command, outcome| Waiting::Command(command.clone(), outcome)) {
            Ok((turn, command)) => turn.over(self.connection().req_packed_command(command).await),
            Err(outcome) => outcome.await.unwrap_or_else(|_| Err(abandoned())),
        }
    }

    fn connection(&self) -> C {
        self.shared.connection.clone()
    }

    /// A turn to be sent now, or the place where the outcome will be found.
    fn enter<T, R>(
        &self,
        call: T,
        waiting: impl FnOnce(T, oneshot::Sender<RedisResult<R>>) -> Waiting,
    ) -> Result<(Turn<C>, T), oneshot::Receiver<RedisResult<R>>> {
        let mut traffic = self.shared.traffic();
        if traffic.waiting.is_empty() && traffic.under_way < SHARES {
            return Ok((self.shared.turn(&mut traffic, 1), call));
        }
        let (sender, receiver) = oneshot::channel();
        traffic.waiting.push(waiting(call, sender));
        self.shared.send_on(traffic);
        Err(receiver)
    }
}

impl<C: Way> Clone for Convoy<C> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<C: Way> ConnectionLike for Convoy<C> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.call(command))
    }

    /// A pipeline is a round trip of its own.
    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move { self.connection().req_packed_commands(pipeline, offset, count).await })
    }

    fn get_db(&self) -> i64 {
        self.shared.connection.get_db()
    }
}

impl<C: Way> Shared<C> {
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(self: &Arc<Self>, traffic: &mut Traffic, calls: usize) -> Turn<C> {
        traffic.under_way += calls;
        Turn { shared: Arc::clone(self), calls }
    }

    /// Sends those who wait if they are enough.
    fn send_on(self: &Arc<Self>, mut traffic: MutexGuard<'_, Traffic>) {
        let waiting = traffic.waiting.len();
        let enough = waiting == MOST_TOGETHER || SHARES * waiting >= traffic.under_way + waiting;
        if waiting == 0 || !enough {
            return;
        }
        let calls = std::mem::take(&mut traffic.waiting);
        let turn = self.turn(&mut traffic, waiting);
        drop(traffic);
        self.runtime.spawn(turn.send_together(calls));
    }
}

/// The right of so many calls to one round trip. When it is over, or given up, those who wait may be enough.
struct Turn<C: Way> {
    shared: Arc<Shared<C>>,
    calls: usize,
}

impl<C: Way> Turn<C> {
    fn over<T>(self, outcome: RedisResult<T>) -> RedisResult<T> {
        if let Err(error) = &outcome {
            self.fail_waiting(error);
        }
        outcome
    }

    /// Lets those who wait share a failure of the connection; an error that the server replied with is not theirs.
    fn fail_waiting(&self, error: &RedisError) {
        if has_failed(error) {
            let waiting = std::mem::take(&mut self.shared.traffic().waiting);
            waiting.into_iter().for_each(|call| call.fail(error));
        }
    }

    async fn send_together(self, calls: Vec<Waiting>) {
        let (mut commands, mut saves) = (Vec::new(), Vec::new());
        for call in calls {
            match call {
                Waiting::Command(command, outcome) => commands.push((command, outcome)),
                Waiting::Save(save, outcome) => saves.push((save, outcome)),
            }
        }
        let (replied, saved) = send(&mut self.shared.connection.clone(), &commands, &saves).await;
        if let Err(error) = &replied {
            self.fail_waiting(error);
        }
        // Those who wait are sent on before these are told, so that the server has something to do meanwhile.
        drop(self);
        deliver(commands, replied);
        deliver(saves, saved);
    }
}

impl<C: Way> Drop for Turn<C> {
    fn drop(&mut self) {
        let mut traffic = self.shared.traffic();
        traffic.under_way -= self.calls;
        self.shared.send_on(traffic);
    }
}

impl Waiting {
    fn fail(self, error: &RedisError) {
        // Whoever is not there any more has given up.
        match self {
            Self::Command(_, outcome) => drop(outcome.send(Err(error.clone()))),
            Self::Save(_, outcome) => drop(outcome.send(Err(error.clone()))),
        }
    }
}

type Outcomes<T> = RedisResult<Vec<RedisResult<T>>>;
type Wanted<T, R> = (T, oneshot::Sender<RedisResult<R>>);

/// Sends everything in one round trip.
async fn send<C: ConnectionLike + Send>(
    connection: &mut C,
    commands: &[Wanted<Cmd, Value>],
    saves: &[Wanted<Save, Saved>],
) -> (Outcomes<Value>, Outcomes<Saved>) {
    let saves: Vec<&Save> = saves.iter().map(|(save, _)| save).collect();
    if commands.is_empty() {
        return (Ok(Vec::new()), saving::save_all(connection, &saves).await);
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
        Some(Err(error)) if is_unknown_script(&error) => saving::save_all(connection, &saves).await,
        Some(reply) => reply.and_then(|reply| saving::replies(reply, saves.len())),
        None => Err(malformed("a pipeline")),
    };
    replies.truncate(commands.len());
    (Ok(replies.into_iter().map(Ok).collect()), saved)
}

/// Hands out the outcomes; a failure of the whole is everybody's.
fn deliver<T, R>(wanted: Vec<Wanted<T, R>>, outcomes: Outcomes<R>) {
    let outcomes = match outcomes {
        Ok(outcomes) if outcomes.len() == wanted.len() => outcomes,
        Ok(_) => wanted.iter().map(|_| Err(malformed("a pipeline"))).collect(),
        Err(error) => wanted.iter().map(|_| Err(error.clone())).collect(),
    };
    for ((_, caller), outcome) in wanted.into_iter().zip(outcomes) {
        // Whoever is not there any more has given up.
        drop(caller.send(outcome));
    }
}

/// The outcome of a call that was on its way when the runtime ended.
fn abandoned() -> RedisError {
    RedisError::from((ErrorKind::Io, "the call was abandoned"))
}
