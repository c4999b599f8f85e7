//! The floor: the same HTTP library, replies of the same size, one commit of the same rows for each answer by itself, one load
//! and one save of a working copy. It computes nothing and logs nothing.

mod copies;
mod handlers;
mod postgres;
mod sqlite;

use std::io::Write as _;

use actix_web::{App, HttpServer, web};
use benches::workload::Outcome;

use crate::arguments::FloorSettings;
use copies::Copies;
use postgres::PostgresRecord;
use sqlite::SqliteRecord;

/// The digest of the token of every session.
const TOKEN_DIGEST: [u8; 32] = [7; 32];
/// The estimate of every session.
const THETA: f64 = 0.3;
const STANDARD_ERROR: f64 = 0.4;

/// The parts of the floor.
struct Floor {
    record: Record,
    copies: Copies,
    settings: FloorSettings,
}

/// The database.
enum Record {
    Sqlite(SqliteRecord),
    Postgres(PostgresRecord),
}

impl Record {
    /// Commits a session; its number.
    async fn start(&self) -> Outcome<i64> {
        match self {
            Self::Sqlite(record) => record.start().await,
            Self::Postgres(record) => record.start().await,
        }
    }

    /// Commits an answer to the item that is pending at this revision, if the session is at it.
    async fn answer(&self, session: i64, revision: i64, option: String) -> Outcome<bool> {
        match self {
            Self::Sqlite(record) => record.answer(session, revision, option).await,
            Self::Postgres(record) => record.answer(session, revision, &option).await,
        }
    }
}

/// Serves until the process is killed. The address is printed as the server prints it.
pub(crate) fn serve(settings: FloorSettings) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let record = if settings.database.starts_with("sqlite://") {
            Record::Sqlite(SqliteRecord::open(settings.database.trim_start_matches("sqlite://"))?)
        } else {
            Record::Postgres(PostgresRecord::open(&settings.database).await?)
        };
        let copies = Copies::open(&settings).await?;
        let floor = web::Data::new(Floor { record, copies, settings });
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let application = move || App::new().app_data(floor.clone()).configure(handlers::configure);
        let server = HttpServer::new(application).workers(workers).bind(("127.0.0.1", 0))?;
        let address = server.addrs().first().copied().ok_or("no address")?;
        writeln!(std::io::stdout(), "the floor is ready: http://{address}/")?;
        server.run().await?;
        Ok(())
    })
}
