//! Answers committed per second by the record, each alone and sharing commits, against bare inserts of such rows at the
//! same durability: on an SQLite file with full synchronisation, and on the PostgreSQL that `TEST_DATABASE_URL` names.
//!
//! The contenders take turns, round by round, so that whatever disturbs the machine disturbs all of them; the table has
//! the medians of the rounds.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use irt_core::Ability;
use persistence::{
    Advance, AnswerBasis, ExamRules, ExamSessionId, Guarded, NewBank, NewExamType, NewSession, NextStep, Record,
    RecordSettings, SessionPosition, open,
};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_postgres::{Client, Config, NoTls, Statement};

/// How many clients wait for an answer at once, and how many answers a round then has.
const LEVELS: [(usize, usize); 5] = [(1, 400), (4, 800), (16, 1600), (64, 3200), (256, 5120)];
/// Rounds of the table, and those that only warm up.
const ROUNDS: usize = 9;
const WARM_UP: usize = 1;
const TOKEN: [u8; 32] = [7; 32];
const ABILITY: Ability = Ability { theta: 0.25, se: 0.5 };
const BARE_TABLE: &str = "CREATE TABLE bare_attempts (session_id BIGINT NOT NULL, position BIGINT NOT NULL, \
    item BIGINT NOT NULL, answer TEXT, response INTEGER NOT NULL, theta DOUBLE PRECISION NOT NULL, \
    standard_error DOUBLE PRECISION NOT NULL, answered_at BIGINT NOT NULL, PRIMARY KEY (session_id, position))";

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The benchmark of the record failed: {error}");
            eprintln!("Start PostgreSQL, or set TEST_DATABASE_URL to one where databases may be created.");
            ExitCode::FAILURE
        }
    }
}

/// Runs both tables, or the one that an argument names: `cargo bench -p benches --bench record -- postgres`.
async fn run() -> Outcome<()> {
    let wanted = |database: &str| {
        let mut named =
            std::env::args().filter(|argument| ["sqlite", "postgres"].contains(&argument.as_str())).peekable();
        named.peek().is_none() || named.any(|name| name == database)
    };
    if wanted("sqlite") {
        on_sqlite().await?;
    }
    if wanted("postgres") {
        on_postgres().await?;
    }
    Ok(())
}

async fn on_sqlite() -> Outcome<()> {
    let directory = tempfile::tempdir()?;
    let file = |name: &str| format!("sqlite://{}", directory.path().join(name).display());
    let contenders = Contenders {
        bare: Bare::Sqlite(Arc::new(Mutex::new(bare_sqlite(&directory.path().join("bare.db"))?))),
        alone: Sittings::open(&file("alone.db"), false).await?,
        shared: Sittings::open(&file("shared.db"), true).await?,
    };
    compare("SQLite file, full synchronisation", contenders).await
}

async fn on_postgres() -> Outcome<()> {
    let url =
        std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let name = format!("record_bench_{}", std::process::id());
    let admin = client(&url).await?;
    admin.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    let outcome = in_database(&url, &name).await;
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    outcome
}

async fn in_database(url: &str, name: &str) -> Outcome<()> {
    let (server, _) = url.rsplit_once('/').ok_or("the URL ends in no database")?;
    let url = format!("{server}/{name}");
    let contenders = Contenders {
        bare: bare_postgres(&url).await?,
        alone: Sittings::open(&url, false).await?,
        shared: Sittings::open(&url, true).await?,
    };
    compare("PostgreSQL", contenders).await
}

/// Who is compared.
struct Contenders {
    bare: Bare,
    alone: Sittings,
    shared: Sittings,
}

async fn compare(title: &str, mut contenders: Contenders) -> Outcome<()> {
    println!("\n{title}: committed per second, medians of {ROUNDS} rounds");
    println!(
        "{:>10}{:>14}{:>14}{:>14}{:>16}{:>16}{:>16}",
        "in flight", "bare inserts", "alone", "shared", "alone / bare", "shared / bare", "shared / alone"
    );
    for (in_flight, answers) in LEVELS {
        let mut rates: [Vec<f64>; 3] = Default::default();
        for round in 0..WARM_UP + ROUNDS {
            // Each comes first, second and third equally often: a commit is slower or faster for what ran before it.
            for turn in 0..3 {
                let contender = (round + turn) % 3;
                let took = match contender {
                    0 => contenders.bare.insert(in_flight, answers).await?,
                    1 => contenders.alone.answer(in_flight, answers).await?,
                    _ => contenders.shared.answer(in_flight, answers).await?,
                };
                if round >= WARM_UP {
                    rates[contender].push(answers as f64 / took.as_secs_f64());
                }
            }
        }
        let [bare, alone, shared] = rates.map(|mut rates| {
            rates.sort_unstable_by(f64::total_cmp);
            rates[ROUNDS / 2]
        });
        println!(
            "{in_flight:>10}{bare:>14.0}{alone:>14.0}{shared:>14.0}{:>16.2}{:>16.2}{:>16.2}",
            alone / bare,
            shared / bare,
            shared / alone
        );
    }
    Ok(())
}

/// Exams that go on, one for each client.
struct Sittings {
    record: Arc<dyn Record>,
    sessions: Vec<(ExamSessionId, u32)>,
}

impl Sittings {
    async fn open(url: &str, shared_commits: bool) -> Outcome<Self> {
        let settings = RecordSettings { shared_commits, ..RecordSettings::default() };
        let record = open(url, &settings).await?;
        let created_at = UNIX_EPOCH;
        let bank = NewBank { name: "bench".into(), scaling_constant: 1.0, items: vec![], created_at };
        let exam_type = NewExamType {
            name: "bench".into(),
            bank_id: record.insert_bank(bank).await?.id,
            design: "{}".into(),
            ttl_seconds: 3600,
            feedback: false,
            time_limit: None,
            rules: ExamRules::default(),
            created_at,
        };
        let exam_type_id = record.insert_exam_type(exam_type).await?.id;
        let mut sessions = Vec::new();
        for _ in 0..LEVELS.map(|(in_flight, _)| in_flight).into_iter().max().unwrap_or(1) {
            let session = NewSession::new(exam_type_id, 1, TOKEN, position(0), UNIX_EPOCH);
            sessions.push((record.insert_session(session).await?.id, 0));
        }
        Ok(Self { record, sessions })
    }

    /// So many clients, each with its next answer as soon as the one before is committed.
    async fn answer(&mut self, in_flight: usize, answers: usize) -> Outcome<Duration> {
        let each = u32::try_from(answers / in_flight)?;
        let start = Instant::now();
        let mut clients = JoinSet::new();
        for (session, revision) in self.sessions.iter_mut().take(in_flight) {
            let (record, session, first) = (Arc::clone(&self.record), *session, *revision);
            *revision += each;
            clients.spawn(async move {
                for revision in first..first + each {
                    if record.advance(advance(session, revision)).await? != Guarded::Committed {
                        return Err("an answer did not count".into());
                    }
                }
                Outcome::Ok(())
            });
        }
        all_of(clients).await?;
        Ok(start.elapsed())
    }
}

const fn position(item: u32) -> SessionPosition {
    SessionPosition { pending_item: Some(item), stop_reason: None, ability: ABILITY }
}

fn advance(session: ExamSessionId, revision: u32) -> Advance {
    Advance {
        session,
        expected_revision: revision.into(),
        token_digest: TOKEN,
        basis: AnswerBasis::Record,
        history_digest: TOKEN,
        item: revision,
        answer: Some("B".into()),
        response: 1,
        ability: ABILITY,
        grace: Duration::ZERO,
        response_time_ms: None,
        outcome: None,
        answered_at: UNIX_EPOCH,
        next: NextStep::Item(revision + 1),
    }
}

/// Plain inserts, each a commit.
enum Bare {
    Sqlite(Arc<Mutex<(SqliteConnection, i64)>>),
    Postgres(Vec<Arc<Mutex<BareClient>>>),
}

struct BareClient {
    client: Client,
    insert: Statement,
    session: i64,
    position: i64,
}

impl Bare {
    async fn insert(&self, in_flight: usize, rows: usize) -> Outcome<Duration> {
        let start = Instant::now();
        match self {
            // A file has one writer, so that there is nothing to gain by more than one thread.
            Self::Sqlite(connection) => {
                let mut connection = Arc::clone(connection).lock_owned().await;
                tokio::task::spawn_blocking(move || (0..rows).try_for_each(|_| insert_into_sqlite(&mut connection)))
                    .await??;
            }
            Self::Postgres(connections) => {
                let mut clients = JoinSet::new();
                for (_, connection) in (0..in_flight).zip(connections.iter().cycle()) {
                    let connection = Arc::clone(connection);
                    clients.spawn(async move {
                        for _ in 0..rows / in_flight {
                            connection.lock().await.insert().await?;
                        }
                        Outcome::Ok(())
                    });
                }
                all_of(clients).await?;
            }
        }
        Ok(start.elapsed())
    }
}

impl BareClient {
    async fn insert(&mut self) -> Outcome<()> {
        self.position += 1;
        let Self { session, position, .. } = self;
        let row: [&(dyn tokio_postgres::types::ToSql + Sync); 8] =
            [session, position, position, &"B", &1_i32, &0.25_f64, &0.5_f64, &0_i64];
        self.client.execute(&self.insert, &row).await?;
        Ok(())
    }
}

fn insert_into_sqlite((connection, position): &mut (SqliteConnection, i64)) -> diesel::QueryResult<()> {
    diesel::table! {
        bare_attempts (session_id, position) {
            session_id -> BigInt,
            position -> BigInt,
            item -> BigInt,
            answer -> Text,
            response -> Integer,
            theta -> Double,
            standard_error -> Double,
            answered_at -> BigInt,
        }
    }
    use bare_attempts::dsl as column;
    use diesel::ExpressionMethods as _;
    *position += 1;
    let row = (
        column::session_id.eq(1_i64),
        column::position.eq(*position),
        column::item.eq(*position),
        column::answer.eq("B"),
        column::response.eq(1),
        column::theta.eq(0.25),
        column::standard_error.eq(0.5),
        column::answered_at.eq(0_i64),
    );
    diesel::insert_into(bare_attempts::table).values(row).execute(connection).map(drop)
}

fn bare_sqlite(path: &Path) -> Outcome<(SqliteConnection, i64)> {
    let mut connection = SqliteConnection::establish(&path.display().to_string())?;
    connection.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    connection.batch_execute(BARE_TABLE)?;
    Ok((connection, 0))
}

/// As many connections as the record has.
async fn bare_postgres(url: &str) -> Outcome<Bare> {
    client(url).await?.batch_execute(BARE_TABLE).await?;
    let mut connections = Vec::new();
    for session in 0..i64::try_from(RecordSettings::default().connections.get())? {
        let client = client(url).await?;
        let insert = client.prepare("INSERT INTO bare_attempts VALUES ($1, $2, $3, $4, $5, $6, $7, $8)").await?;
        connections.push(Arc::new(Mutex::new(BareClient { client, insert, session, position: 0 })));
    }
    Ok(Bare::Postgres(connections))
}

async fn client(url: &str) -> Outcome<Client> {
    let (client, connection) = url.parse::<Config>()?.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn all_of(mut tasks: JoinSet<Outcome<()>>) -> Outcome<()> {
    while let Some(finished) = tasks.join_next().await {
        finished??;
    }
    Ok(())
}
