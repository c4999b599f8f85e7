//! `/readyz` tells the truth: a database that takes no answers makes the server unready, and it is ready again afterwards.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use testkit::{PostgresServer, RunningServer, until};

use crate::server_setup::ServerSetup;
use crate::small_disk::SmallDisk;

/// Waits until the server is ready.
fn until_ready(server: &RunningServer) {
    until("the server is ready", || server.client().get("/readyz").status == 200);
}

/// Waits until the server is not ready, for its database and nothing else.
fn until_not_ready(server: &RunningServer) {
    until("the server is not ready", || server.client().get("/readyz").status == 503);
    let reply = server.client().get("/readyz").body;
    assert_eq!((&reply["status"], &reply["database"]), (&"unavailable".into(), &"unavailable".into()), "{reply}");
    server.client().get("/livez").ok();
}

fn on_file(file: &Path) -> ServerSetup {
    ServerSetup::on_sqlite().with("DATABASE_URL", &format!("sqlite://{}", file.display()))
}

fn change(file: &Path, statement: &str) {
    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 60000").unwrap();
    conn.batch_execute(statement).unwrap();
}

#[test]
fn an_sqlite_file_that_is_removed_or_replaced_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let (file, aside) = (directory.path().join("adaptive.db"), directory.path().join("aside.db"));
    let server = on_file(&file).serve();
    until_ready(&server);
    std::fs::rename(&file, &aside).unwrap();
    let placement = serde_json::json!({ "exam_type": "placement" });
    server.client().post("/api/adaptive/start", &placement).problem(503, "unavailable");
    until_not_ready(&server);
    // Another file of that name is not the one that is open.
    std::fs::copy(&aside, &file).unwrap();
    until_not_ready(&server);
    std::fs::rename(&aside, &file).unwrap();
    until_ready(&server);
    server.client().post("/api/adaptive/start", &placement).ok();
    std::fs::remove_file(&file).unwrap();
    until_not_ready(&server);
    let log = server.kill_and_read_log();
    assert!(log.contains("the database file was removed") && log.contains("/proc/PID/fd"), "{log}");
}

#[test]
fn a_renamed_table_and_one_that_lacks_a_column_are_noticed_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.db");
    let server = on_file(&file).serve();
    until_ready(&server);
    for (broken, mended) in BROKEN {
        change(&file, broken);
        until_not_ready(&server);
        change(&file, mended);
        until_ready(&server);
    }
}

/// What breaks the schema for answers, and what mends it.
const BROKEN: [(&str, &str); 4] = [
    ("ALTER TABLE attempts RENAME TO attempts_away", "ALTER TABLE attempts_away RENAME TO attempts"),
    ("ALTER TABLE exam_sessions RENAME TO sessions_away", "ALTER TABLE sessions_away RENAME TO exam_sessions"),
    ("ALTER TABLE items RENAME TO items_away", "ALTER TABLE items_away RENAME TO items"),
    (
        "ALTER TABLE attempts RENAME COLUMN answered_at TO answered_when",
        "ALTER TABLE attempts RENAME COLUMN answered_when TO answered_at",
    ),
];

#[test]
#[ignore = "needs root: it mounts a file system"]
fn a_full_disk_is_noticed_under_an_sqlite_file() {
    let disk = SmallDisk::mount("8m");
    let server = on_file(&disk.path().join("adaptive.db")).serve();
    until_ready(&server);
    disk.fill();
    until_not_ready(&server);
    disk.make_room();
    until_ready(&server);
    let log = server.kill_and_read_log();
    assert!(log.contains("the disk is full"), "{log}");
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn tables_that_are_renamed_or_may_not_be_written_to_are_noticed_on_postgres() {
    let postgres = PostgresServer::start();
    let mut admin = postgres::Client::connect(&postgres.url(), postgres::NoTls).unwrap();
    admin.batch_execute("CREATE ROLE platform LOGIN PASSWORD 'platform'").unwrap();
    admin.batch_execute("CREATE DATABASE exams OWNER platform").unwrap();
    let url = format!("postgres://platform:platform@{}/exams", postgres.address());
    let server = ServerSetup::on_sqlite().with("DATABASE_URL", &url).serve();
    until_ready(&server);
    let mut owner = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let revoked = [
        ("REVOKE INSERT ON attempts FROM platform", "GRANT INSERT ON attempts TO platform"),
        ("REVOKE UPDATE ON exam_sessions FROM platform", "GRANT UPDATE ON exam_sessions TO platform"),
    ];
    for (broken, mended) in BROKEN.into_iter().chain(revoked) {
        owner.batch_execute(broken).unwrap();
        until_not_ready(&server);
        owner.batch_execute(mended).unwrap();
        until_ready(&server);
    }
}

#[test]
#[ignore = "needs root, and the programs of PostgreSQL: it mounts a file system"]
fn a_full_disk_is_noticed_under_postgres() {
    let disk = SmallDisk::mount("200m");
    let mut postgres = PostgresServer::start_in(disk.path());
    let server = ServerSetup::on_postgres(&postgres).serve();
    until_ready(&server);
    disk.fill();
    until_not_ready(&server);
    disk.make_room();
    // A server whose log found no room ends itself.
    postgres.restart();
    until_ready(&server);
}
