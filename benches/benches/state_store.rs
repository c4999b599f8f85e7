//! Saving and loading a session's state against the bare Redis command, on the Redis that `TEST_REDIS_URL` names.
//!
//! The table compares medians of calls that were made in turn, so that whatever disturbs the machine disturbs both
//! sides. The criterion groups behind it keep a history of the same operations.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use mimalloc::MiMalloc;
use redis::aio::MultiplexedConnection;
use state_store::codec::encode;
use state_store::conformance::sample;
use state_store::{
    EngineStateStore, Expected, MemoryStore, RedisSettings, RedisStore, Saved, SessionKey, SessionState, ValueFormat,
};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// The allocator of the server.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const TTL: Duration = Duration::from_secs(3600);
const RAW_KEY: &str = "bench_state_store:raw";
const PREFIX: &str = "bench_state_store:";
/// Rounds of the table; one call of each kind per round.
const ROUNDS: usize = 20_000;
/// Rounds that only warm up.
const WARM_UP: usize = 2_000;
/// How many sessions each caller goes through, one after the other: none is saved twice in a millisecond.
const SESSIONS: i64 = 8;

/// How many callers there are when many call at once.
const CALLERS: i64 = 64;
/// Calls of each caller, one after the other, before it is the other side's turn.
const SLICE: usize = 50;
/// How many slices of each kind.
const SLICES: usize = 60;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The benchmark of the state store failed: {error}");
            if let Some(cause) = error.source() {
                eprintln!("  {cause}");
            }
            eprintln!("Start Redis (redis-server --port 6379), or set TEST_REDIS_URL to one that may be written to.");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let url = std::env::var("TEST_REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let bench = Arc::new(runtime.block_on(Bench::connect(&url))?);
    runtime.block_on(bench.fill())?;
    runtime.block_on(bench.table())?;
    runtime.block_on(in_flight(&bench))?;
    runtime.block_on(bench.many_at_once())?;
    let mut criterion = Criterion::default().configure_from_args().measurement_time(Duration::from_secs(3));
    bench.criterion(&mut criterion, &runtime);
    criterion.final_summary();
    runtime.block_on(bench.clean_up())
}

struct Bench {
    store: RedisStore,
    memory: MemoryStore,
    raw: MultiplexedConnection,
    state: SessionState,
    value: Vec<u8>,
}

impl Bench {
    async fn connect(url: &str) -> Outcome<Self> {
        let mut settings = RedisSettings::new(url);
        settings.key_prefix = PREFIX.to_owned();
        let store = RedisStore::new(&settings)?;
        store.ping().await?;
        let raw = redis::Client::open(url)?.get_multiplexed_async_connection().await?;
        let state = sample::running();
        let value = encode(&state, ValueFormat::MessagePack)?;
        Ok(Self { store, memory: MemoryStore::default(), raw, state, value })
    }

    async fn raw_delete(&self) -> Outcome<u64> {
        Ok(redis::cmd("UNLINK").arg("bench_state_store:none").query_async(&mut self.raw.clone()).await?)
    }

    /// Stores what is then loaded and replaced.
    async fn fill(&self) -> Outcome<()> {
        for session in 0..CALLERS * SESSIONS {
            self.store.save(caller(session), &self.state, Expected::Any, TTL).await?;
            self.raw_set_of(session).await?;
        }
        Ok(())
    }

    /// One call of each kind in turn, again and again; then the medians.
    async fn table(&self) -> Outcome<()> {
        let mut times = Times::default();
        for (round, session) in (0..WARM_UP + ROUNDS).zip((0..SESSIONS).cycle()) {
            if round == WARM_UP {
                times = Times::default();
            }
            times.set.push(timed(self.raw_set_of(session)).await?);
            times.save.push(timed(self.save_of(session)).await?);
            times.get.push(timed(self.raw_get_of(session)).await?);
            times.load.push(timed(self.load_of(session)).await?);
            times.unlink.push(timed(self.raw_delete()).await?);
            times.delete.push(timed(self.delete_of(session)).await?);
        }
        println!(
            "One call at a time, {ROUNDS} rounds, value of {} bytes, medians and 99th percentiles:",
            self.value.len()
        );
        times.print();
        Ok(())
    }

    async fn raw_set_of(&self, session: i64) -> Outcome<()> {
        set(&mut self.raw.clone(), session, &self.value).await
    }

    async fn save_of(&self, session: i64) -> Outcome<()> {
        let saved = self.store.save(caller(session), &self.state, Expected::Revision(20), TTL).await?;
        if saved == Saved::Stored { Ok(()) } else { Err("a save that nothing stands against was refused".into()) }
    }

    async fn raw_get_of(&self, session: i64) -> Outcome<()> {
        let key = format!("{RAW_KEY}:{session}");
        let value: Vec<u8> = redis::cmd("GET").arg(key).query_async(&mut self.raw.clone()).await?;
        if value.len() == self.value.len() { Ok(()) } else { Err("the bare value is not there".into()) }
    }

    async fn load_of(&self, session: i64) -> Outcome<()> {
        self.store.load(caller(session)).await?.map(drop).ok_or_else(|| "the state is not there".into())
    }

    async fn delete_of(&self, session: i64) -> Outcome<()> {
        self.store.delete(SessionKey(-1 - session)).await?;
        Ok(())
    }

    /// 100 saves in flight, and 100 loads one after the other.
    async fn many_at_once(self: &Arc<Self>) -> Outcome<()> {
        let (mut saves, mut sets, mut loads, mut gets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..200 {
            sets.push(
                timed(self.hundred_at_once(|bench, session| async move { bench.raw_set_of(session).await })).await?,
            );
            saves.push(timed(self.hundred_saves()).await?);
            let start = Instant::now();
            for session in 0..100 {
                self.raw_get_of(session).await?;
            }
            gets.push(start.elapsed());
            let start = Instant::now();
            for session in 0..100 {
                self.load_of(session).await?;
            }
            loads.push(start.elapsed());
        }
        println!();
        println!("A hundred calls, 200 rounds:");
        print_row("100 saves at once / SETs", &mut saves, &mut sets);
        print_row("100 loads in turn / GETs", &mut loads, &mut gets);
        println!();
        Ok(())
    }

    async fn hundred_saves(self: &Arc<Self>) -> Outcome<()> {
        self.hundred_at_once(|bench, session| async move { bench.save_of(session).await }).await
    }

    async fn hundred_at_once<F>(self: &Arc<Self>, call: impl Fn(Arc<Self>, i64) -> F) -> Outcome<()>
    where
        F: Future<Output = Outcome<()>> + Send + 'static,
    {
        let calls: JoinSet<_> = (0..100).map(|session| call(Arc::clone(self), session)).collect();
        calls.join_all().await.into_iter().collect()
    }

    fn criterion(self: &Arc<Self>, criterion: &mut Criterion, runtime: &Runtime) {
        let state = &self.state;
        let mut group = criterion.benchmark_group("state store");
        group.bench_function("encode", |b| b.iter(|| encode(state, ValueFormat::MessagePack)));
        group.bench_function("decode", |b| b.iter(|| state_store::codec::decode(&self.value)));
        group.bench_function("raw SET", |b| b.iter(|| runtime.block_on(self.raw_set_of(0))));
        group.bench_function("redis save", |b| b.iter(|| runtime.block_on(self.save_of(0))));
        group.bench_function("raw GET", |b| b.iter(|| runtime.block_on(self.raw_get_of(0))));
        group.bench_function("redis load", |b| b.iter(|| runtime.block_on(self.load_of(0))));
        group.bench_function("100 concurrent redis saves", |b| b.iter(|| runtime.block_on(self.hundred_saves())));
        let memory_save = || runtime.block_on(self.memory.save(caller(0), state, Expected::Any, TTL));
        group.bench_function("memory save", |b| b.iter(memory_save));
        group.bench_function("memory load", |b| b.iter(|| runtime.block_on(self.memory.load(caller(0)))));
        group.finish();
    }

    async fn clean_up(&self) -> Outcome<()> {
        self.store.clear().await?;
        let mut unlink = redis::cmd("UNLINK");
        unlink.arg((0..CALLERS * SESSIONS).map(|session| format!("{RAW_KEY}:{session}")).collect::<Vec<_>>());
        Ok(unlink.query_async(&mut self.raw.clone()).await?)
    }
}

/// Many callers at once, each with sessions of its own, slices of either side in turn.
async fn in_flight(bench: &Arc<Bench>) -> Outcome<()> {
    let mut times = Times::default();
    for round in 0..=SLICES {
        if round == 1 {
            // The first round only warmed up.
            times = Times::default();
        }
        times.set.extend(slice(bench, |bench, session| async move { bench.raw_set_of(session).await }).await?);
        times.save.extend(slice(bench, |bench, session| async move { bench.save_of(session).await }).await?);
        times.get.extend(slice(bench, |bench, session| async move { bench.raw_get_of(session).await }).await?);
        times.load.extend(slice(bench, |bench, session| async move { bench.load_of(session).await }).await?);
        times.unlink.extend(slice(bench, |bench, _| async move { bench.raw_delete().await.map(drop) }).await?);
        times.delete.extend(slice(bench, |bench, session| async move { bench.delete_of(session).await }).await?);
    }
    println!("\n{CALLERS} callers at once, {} calls of each kind:", times.set.len());
    times.print();
    Ok(())
}

/// The times of [`SLICE`] calls of each caller.
async fn slice<F>(
    bench: &Arc<Bench>,
    call: impl Fn(Arc<Bench>, i64) -> F + Copy + Send + 'static,
) -> Outcome<Vec<Duration>>
where
    F: Future<Output = Outcome<()>> + Send + 'static,
{
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let bench = Arc::clone(bench);
        callers.spawn(async move {
            let mut times = Vec::with_capacity(SLICE);
            for session in (0..SESSIONS).cycle().take(SLICE) {
                times.push(timed(call(Arc::clone(&bench), SESSIONS * caller + session)).await?);
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
        });
    }
    callers.join_all().await.into_iter().collect::<Outcome<Vec<_>>>().map(|times| times.concat())
}

#[derive(Default)]
struct Times {
    set: Vec<Duration>,
    save: Vec<Duration>,
    get: Vec<Duration>,
    load: Vec<Duration>,
    unlink: Vec<Duration>,
    delete: Vec<Duration>,
}

impl Times {
    fn print(&mut self) {
        println!("{:<28}{:>10}{:>10}{:>12}{:>12}{:>10}", "", "p50 us", "p99 us", "bare p50", "bare p99", "p50 ratio");
        print_row("save (CAS, TTL) / SET PX", &mut self.save, &mut self.set);
        print_row("load / GET", &mut self.load, &mut self.get);
        print_row("delete / UNLINK", &mut self.delete, &mut self.unlink);
    }
}

/// The session of a caller.
const fn caller(session: i64) -> SessionKey {
    SessionKey(2000 + session)
}

async fn set(raw: &mut MultiplexedConnection, session: i64, value: &[u8]) -> Outcome<()> {
    let mut set = redis::cmd("SET");
    set.arg(format!("{RAW_KEY}:{session}")).arg(value).arg("PX").arg(3_600_000);
    Ok(set.query_async(raw).await?)
}

/// How long a call took that must succeed.
async fn timed<T, E>(call: impl Future<Output = Result<T, E>>) -> Result<Duration, E> {
    let start = Instant::now();
    call.await?;
    Ok(start.elapsed())
}

fn print_row(name: &str, ours: &mut [Duration], bare: &mut [Duration]) {
    let micros = |times: &[Duration], share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e6;
    ours.sort_unstable();
    bare.sort_unstable();
    let (ours50, bare50) = (micros(ours, 0.5), micros(bare, 0.5));
    let (ours99, bare99) = (micros(ours, 0.99), micros(bare, 0.99));
    println!("{name:<28}{ours50:>10.1}{ours99:>10.1}{bare50:>12.1}{bare99:>12.1}{:>10.2}", ours50 / bare50);
}
