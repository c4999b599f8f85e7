//! The server killed in the middle of the import of a large bank.

use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt as _;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use serde_json::json;
use testkit::{Client, PostgresServer, Reply};

use crate::record::Database;
use crate::server_setup::ServerSetup;

/// The point after each piece of a large bank.
pub(crate) const PIECE_COMMITTED: &str = "import_piece_committed";
const SIGKILL: i32 = 9;

/// How many items the bank has. It is inserted in several pieces.
const ITEMS: i64 = 3_500;
/// How many items a piece has.
const PIECE_ON_SQLITE: i64 = 1_000;
const PIECE_ON_POSTGRES: i64 = 500;

/// What imports have left that have not ended.
const LEFT: &str = "SELECT (SELECT count(*) FROM item_banks WHERE name = ' importing') AS banks, count(*) AS items \
     FROM items JOIN item_banks ON item_banks.id = items.bank_id WHERE item_banks.name = ' importing'";
/// Makes an hour and more pass since they began: an import that began less long ago may still run on another server.
const AGE: &str = "UPDATE item_banks SET created_at = created_at - 3700000000 WHERE name = ' importing'";

#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Left {
    #[diesel(sql_type = BigInt)]
    banks: i64,
    #[diesel(sql_type = BigInt)]
    items: i64,
}

fn on_sqlite<T>(file: &std::path::Path, work: impl FnOnce(&mut SqliteConnection) -> diesel::QueryResult<T>) -> T {
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 60000").unwrap();
    work(&mut connection).unwrap()
}

fn left(database: &Database) -> Left {
    match database {
        Database::Sqlite(file) => on_sqlite(file, |connection| diesel::sql_query(LEFT).get_result(connection)),
        Database::Postgres(url) => {
            let row = postgres::Client::connect(url, postgres::NoTls).unwrap().query_one(LEFT, &[]).unwrap();
            Left { banks: row.get(0), items: row.get(1) }
        }
    }
}

fn age(database: &Database) {
    match database {
        Database::Sqlite(file) => on_sqlite(file, |connection| connection.batch_execute(AGE)),
        Database::Postgres(url) => {
            postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(AGE).unwrap();
        }
    }
}

fn bank() -> Vec<u8> {
    let mut csv = "item_id,model,b,key,option_A,option_B\n".to_owned();
    for item in 0..ITEMS {
        writeln!(csv, "q{item},1pl,{},A,yes,no", f64::from(i16::try_from(item % 60).unwrap()) / 10.0 - 3.0).unwrap();
    }
    csv.into_bytes()
}

fn import(client: &Client) -> Result<Reply, impl std::error::Error + use<>> {
    client.try_send("POST".parse().unwrap(), "/api/banks?name=large", "text/csv", bank())
}

/// A server is killed during an import, and the next one does not show what is left of it.
fn kill_during_import(setup: &ServerSetup, passage: i64, inserted: i64, version: i32) {
    let mut server = setup.serve_until(&format!("{PIECE_COMMITTED}:{passage}"));
    assert!(import(&server.client()).is_err(), "passage {passage}: no reply can come");
    assert_eq!(server.wait().signal(), Some(SIGKILL), "passage {passage}");
    assert_eq!(left(setup.database()), Left { banks: 1, items: inserted }, "passage {passage}");
    let server = setup.serve();
    let client = server.client();
    let half_imported = format!("/api/banks/large?version={version}");
    client.get(&half_imported).problem(404, "unknown_bank");
    client.get("/api/banks/%20importing").problem(404, "unknown_bank");
    let listed = client.get("/api/banks").ok();
    assert_eq!(
        listed.as_array().unwrap().len(),
        usize::try_from(version).unwrap(),
        "the sample, and the whole ones: {listed}"
    );
    let exam_type = json!({ "exam_type": "large", "bank": "large", "bank_version": version });
    assert_eq!(client.post("/api/exam-types", &exam_type).problem(422, "invalid_value")["field"], "bank");
}

/// The import is made again, and the bank is whole.
fn import_again(setup: &ServerSetup, version: i32) {
    let server = setup.serve();
    let client = server.client();
    let imported = import(&client).unwrap().ok();
    assert_eq!((&imported["version"], &imported["item_count"]), (&json!(version), &json!(ITEMS)));
    let read = client.get("/api/banks/large").ok();
    let items = read["items"].as_array().unwrap();
    let in_order = (0..).zip(items).all(|(place, item)| item["item_id"] == format!("q{place}"));
    assert!(in_order && i64::try_from(items.len()).unwrap() == ITEMS, "{} items", items.len());
    client.post("/api/exam-types", &json!({ "exam_type": "large", "bank": "large" })).ok();
    assert_eq!(client.start("large", 1)["items_completed"], 0);
}

/// In each round a server is killed during the import, at the end when only the name is missing. Then the import is made again: at
/// first while another server might still be at it, then long after.
fn check(setup: &ServerSetup, piece: i64) {
    let last = ITEMS.div_euclid(piece) + i64::from(ITEMS % piece > 0);
    for (version, passage) in (1..).step_by(2).zip([1, 2, last]) {
        let inserted = ITEMS.min(passage * piece);
        kill_during_import(setup, passage, inserted, version);
        import_again(setup, version);
        assert_eq!(left(setup.database()), Left { banks: 1, items: inserted }, "it might still be running");
        age(setup.database());
        import_again(setup, version + 1);
        assert_eq!(left(setup.database()), Left { banks: 0, items: 0 }, "what was left is removed");
    }
}

#[test]
fn a_server_on_sqlite_is_killed_during_an_import() {
    check(&ServerSetup::on_sqlite(), PIECE_ON_SQLITE);
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_server_on_postgres_is_killed_during_an_import() {
    let postgres = PostgresServer::start();
    check(&ServerSetup::on_postgres(&postgres), PIECE_ON_POSTGRES);
}
