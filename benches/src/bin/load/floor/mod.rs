//! The floor: the same HTTP library, replies of the same size, one commit of the same rows for each answer by itself, one load
//! and one save of a working copy. It computes nothing and logs nothing.

mod copies;
mod handlers;
mod parts;
mod postgres;
mod session_values;
mod sqlite;

use std::io::Write as _;

use actix_web::{App, HttpServer, web};
use benches::workload::Outcome;

use crate::arguments::FloorSettings;
use copies::Copies;
use parts::{Floor, Record};
use postgres::PostgresRecord;
use sqlite::SqliteRecord;

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
