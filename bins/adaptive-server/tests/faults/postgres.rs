//! PostgreSQL that crashes, stands still or ends its connections, while exams are sat.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use testkit::{Addresses, PatientClient, PostgresServer, RedisServer, RetryCounts, until};

use crate::checks::Found;
use crate::fault_table::FaultRow;
use crate::fault_test::FaultTest;
use crate::rounds;
use crate::server_setup::ServerSetup;

/// A statement's time on these sites, in milliseconds.
const STATEMENT: &str = "1000";
/// Longer than a statement and the client's grace, so that the server gives statements up that are then carried out.
const LONG: Duration = Duration::from_millis(2500);

const END_ALL: &str =
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'adaptive-engine'";

fn setup(postgres: &PostgresServer, redis: &RedisServer) -> ServerSetup {
    ServerSetup::on_postgres(postgres).with_redis(redis).with("ADAPTIVE__DATABASE__STATEMENT_TIMEOUT_MS", STATEMENT)
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn postgres_crashes_and_is_started_again() {
    let (redis, mut postgres) = (RedisServer::start(), PostgresServer::start());
    let mut test =
        FaultTest::new("PostgreSQL stopped at once (a crash) and started, three times", setup(&postgres, &redis));
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..3 {
            moments.next();
            postgres.restart();
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn postgres_stands_still_for_a_while() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let mut test = FaultTest::new("PostgreSQL paused (SIGSTOP) and resumed, twice", setup(&postgres, &redis));
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            postgres.pause();
            thread::sleep(LONG);
            postgres.resume();
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn postgres_ends_its_connections() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let mut test = FaultTest::new("PostgreSQL: all connections terminated, four times", setup(&postgres, &redis));
    let _server = test.serve();
    let mut admin = postgres::Client::connect(&postgres.url(), postgres::NoTls).unwrap();
    test.under_load(|_, moments| {
        for _ in 0..4 {
            moments.next();
            until("a connection is ended", || admin.query_one(END_ALL, &[]).unwrap().get::<_, i64>(0) > 0);
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the program postgres"]
fn sessions_whose_start_was_acknowledged_outlive_a_crash() {
    const CLIENTS: u64 = 16;
    const STARTS: u64 = 50;
    let mut postgres = PostgresServer::start();
    let setup = ServerSetup::on_postgres(&postgres);
    let server = setup.serve();
    let (addresses, tally) = (Addresses::default(), RetryCounts::default());
    addresses.set(&[server.url()]);
    let mut acknowledged = Vec::new();
    for round in 0..4 * rounds() {
        let start_some = |client| {
            let mut client = PatientClient::new(&addresses, &tally, client);
            (0..STARTS).map(|script| client.start(script).0).collect::<Vec<i64>>()
        };
        let half_of_them = (2 * round + 1) * CLIENTS * STARTS / 2;
        thread::scope(|scope| {
            let starting: Vec<_> = (0..CLIENTS).map(|client| scope.spawn(move || start_some(client))).collect();
            until("half of the sessions are started", || tally.requests() >= half_of_them);
            postgres.restart();
            acknowledged.extend(starting.into_iter().flat_map(|client| client.join().unwrap()));
        });
    }
    let recorded = setup.database().sessions();
    let lost: Vec<_> = acknowledged.iter().filter(|session| !recorded.contains_key(session)).collect();
    assert!(lost.is_empty(), "sessions that were acknowledged and are not in the record: {lost:?}");
    let known: BTreeSet<_> = acknowledged.iter().collect();
    assert_eq!(known.len(), acknowledged.len(), "every start has a session of its own");
    assert_eq!(recorded.len(), acknowledged.len(), "a start that is sent again leaves no session behind");
    let found = Found { answers: 0, unknown_sessions: recorded.len() - acknowledged.len() };
    let fault = "PostgreSQL stopped at once (a crash) and started while nothing but sessions are started";
    FaultRow { fault, rounds_done: 4 * rounds(), exams: acknowledged.len(), found, tally: &tally }.write();
}
