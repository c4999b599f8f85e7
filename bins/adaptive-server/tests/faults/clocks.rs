//! Servers whose clocks are wrong, on one PostgreSQL: its clock decides what is in time.

use serde_json::{Value, json};
use testkit::{PostgresServer, RunningServer, until};

use crate::server_setup::ServerSetup;

const SHIFT: &str = "ADAPTIVE_CLOCK_SHIFT_SECONDS";
const SWEEP: &str = "ADAPTIVE__EXPIRY__INTERVAL_SECONDS";

fn define(server: &RunningServer, name: &str, seconds: u64) {
    let exam_type = json!({
        "exam_type": name, "bank": "placement", "time_limit_seconds": seconds, "grace_seconds": 0, "on_expiry": "void",
        "design": { "stopping": { "max_items": 8 } },
    });
    server.client().post("/api/exam-types", &exam_type).ok();
}

fn metric(server: &RunningServer, name: &str) -> Option<f64> {
    let metrics = server.client().get("/metrics").text;
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map(|value| value.parse().expect("a number"))
}

fn status(postgres: &PostgresServer, condition: &str) -> Vec<String> {
    let mut client = postgres::Client::connect(&postgres.url(), postgres::NoTls).expect("PostgreSQL answers");
    let rows = client.query(&format!("SELECT status FROM exam_sessions WHERE {condition}"), &[]);
    rows.expect("the sessions can be read").iter().map(|row| row.get(0)).collect()
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn an_answer_in_time_by_the_clock_of_the_database_counts_on_every_server() {
    let postgres = PostgresServer::start();
    let setup = ServerSetup::on_postgres(&postgres);
    let servers = ["-7200", "7200", "0"].map(|shift| setup.serve_with(SHIFT, shift));
    define(&servers[0], "timed", 600);
    let mut progress = servers[0].client().start("timed", 4);
    let session = progress["exam_session_id"].as_i64().unwrap();
    for server in servers.iter().cycle() {
        if progress["finished"] == true {
            break;
        }
        let item = progress["item"]["item_id"].as_str().unwrap().to_owned();
        progress = server.client().answer(session, &item, "A").ok();
    }
    for server in &servers {
        let report = server.client().complete(session).ok();
        assert_eq!((&report["stop_reason"], &report["voided"]), (&"max_items".into(), &false.into()), "{report}");
    }
    let near = "abs(started_at - extract(epoch FROM clock_timestamp()) * 1000000) < 600000000 \
                AND expires_at - started_at = 600000000";
    assert_eq!(status(&postgres, near), ["completed"]);
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_server_whose_clock_is_off_says_so_and_leaves_the_sweep_to_others() {
    let postgres = PostgresServer::start();
    let mut setup = ServerSetup::on_postgres(&postgres);
    setup.set(SWEEP, "1");
    let wrong = setup.serve_with(SHIFT, "7200");
    let offset = metric(&wrong, "adaptive_clock_offset_seconds").expect("the metric is there");
    assert!((7100.0..7300.0).contains(&offset), "{offset}");
    define(&wrong, "short", 1);
    let started: Value = wrong.client().start("short", 4);
    assert!(started["exam_session_id"].is_i64());
    let overdue = "expires_at < extract(epoch FROM clock_timestamp()) * 1000000 - 3000000";
    until("the session is overdue", || !status(&postgres, overdue).is_empty());
    assert_eq!(status(&postgres, overdue), ["active"]);
    assert_eq!(metric(&wrong, "adaptive_sweeps_total{outcome=\"ok\"}"), Some(0.0), "it does not sweep");

    let right = setup.serve_with(SHIFT, "0");
    until("the other server has swept", || status(&postgres, overdue) == ["completed"]);
    let offset = metric(&right, "adaptive_clock_offset_seconds").expect("the metric is there");
    assert!(offset.abs() < 2.0, "{offset}");
    let log = wrong.kill_and_read_log();
    assert!(log.contains("the clock of this server differs from that of the database"), "{log}");
    assert!(!right.kill_and_read_log().contains("the clock of this server differs"));
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_server_whose_clock_is_off_leaves_the_retention_to_others() {
    let postgres = PostgresServer::start();
    let setup = ServerSetup::on_postgres(&postgres).with("ADAPTIVE__RETENTION__DELETE_AFTER_DAYS", "1");
    let started = setup.serve_with(SHIFT, "0").client().start("placement", 4);
    assert!(started["exam_session_id"].is_i64());
    let mut client = postgres::Client::connect(&postgres.url(), postgres::NoTls).expect("PostgreSQL answers");
    let two_days = "UPDATE exam_sessions SET updated_at = updated_at - 172800000000";
    client.batch_execute(two_days).expect("the session can be changed");

    let wrong = setup.serve_with(SHIFT, "7200");
    let right = setup.serve_with(SHIFT, "0");
    let deleted = |server: &RunningServer| metric(server, "adaptive_sessions_deleted_total");
    until("the other server has deleted the old session", || deleted(&right) == Some(1.0));
    assert_eq!(deleted(&wrong), Some(0.0));
    let log = wrong.kill_and_read_log();
    assert!(log.contains("the retention of sessions waits"), "{log}");
}
