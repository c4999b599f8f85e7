//! The server killed with SIGKILL at each point between receiving a request and replying to it.

use std::os::unix::process::ExitStatusExt as _;

use testkit::{PostgresServer, RedisServer, RunningServer, until};

use crate::fault_test::FaultTest;
use crate::imports::PIECE_COMMITTED;
use crate::rounds;
use crate::server_setup::ServerSetup;
use crate::undisturbed::{SCRIPTS, undisturbed};

const SIGKILL: i32 = 9;

/// The points that only a request of one kind passes.
const START_POINTS: [&str; 4] = ["start_parsed", "start_computed", "start_committed", "start_saved"];
const ANSWER_POINTS: [&str; 5] =
    ["answer_parsed", "answer_loaded", "answer_computed", "answer_committed", "answer_saved"];
const COMPLETION_POINTS: [&str; 4] = ["complete_parsed", "complete_computed", "complete_committed", "complete_removed"];
/// Those of them that only a session passes which ends before its test has stopped: the last answer completes all others.
const EARLY_END_POINTS: [&str; 2] = ["complete_computed", "complete_committed"];
/// The point between the two statements of an answer; in PostgreSQL they are one.
const IN_TRANSACTION: &str = "answer_in_transaction";
/// The points that every request passes.
const REQUEST_POINTS: [&str; 2] = ["request_received", "reply_built"];
/// The points of a session that has to be rebuilt.
const REBUILD_POINTS: [&str; 2] = ["session_rebuilt", "session_saved"];

/// Every point there is.
pub(crate) fn points() -> impl Iterator<Item = &'static str> {
    let of_some = START_POINTS.into_iter().chain(ANSWER_POINTS).chain(COMPLETION_POINTS).chain([IN_TRANSACTION]);
    of_some.chain(REQUEST_POINTS).chain(REBUILD_POINTS).chain([PIECE_COMMITTED])
}

/// Every point with the passages at which it is tried, in an exam of this number of answers: the first, one in the middle, the
/// last; a start comes before the answers, a completion after them.
fn switches(answers: usize, points_of_answer: &[&str]) -> Vec<String> {
    let at = |point: &str, passage: usize| format!("{point}:{passage}");
    let completion = COMPLETION_POINTS.iter().filter(|point| !EARLY_END_POINTS.contains(point));
    let once = START_POINTS.iter().chain(completion).map(|point| at(point, 1));
    let thrice = points_of_answer.iter().flat_map(|point| [1, answers / 2, answers].map(|passage| at(point, passage)));
    let all = [1, 2, answers / 2, answers + 1, answers + 2];
    let general = REQUEST_POINTS.iter().flat_map(|point| all.map(|passage| at(point, passage)));
    once.chain(thrice).chain(general).collect()
}

/// Sits an exam on servers that are killed one after the other, each by its switch, and finally on one that is not.
/// Calls `meanwhile` each time no server runs.
fn sit_through_kills(test: &mut FaultTest, script: u64, switches: &[&str], meanwhile: impl Fn()) {
    let mut server = test.setup.serve_until(switches[0]);
    test.addresses.set(&[server.url()]);
    test.in_one_exam(script, |test, is_over| {
        for place in 0..switches.len() {
            until_killed(&mut server, switches[place], is_over);
            meanwhile();
            server = match switches.get(place + 1) {
                Some(next) => test.setup.serve_until(next),
                None => test.setup.serve(),
            };
            test.addresses.set(&[server.url()]);
        }
        until("the exam is over", is_over);
    });
}

/// Tries every point on a setup; the store, where it is not the server's memory, is emptied where that is asked for.
fn kill_at_every_point(mut test: FaultTest, points_of_answer: &[&str], empty_store: impl Fn()) {
    for round in 0..rounds() {
        let mut scripts = (0..SCRIPTS).cycle().skip(usize::try_from(round).unwrap());
        let answers = |script| undisturbed(script).acknowledged.len();
        for number in 0..switches(0, points_of_answer).len() {
            let script = scripts.next().unwrap();
            let switch = &switches(answers(script), points_of_answer)[number];
            sit_through_kills(&mut test, script, &[switch], || {});
        }
        for point in REBUILD_POINTS {
            let script = scripts.next().unwrap();
            let first = format!("answer_committed:{}", answers(script) / 2);
            sit_through_kills(&mut test, script, &[&first, &format!("{point}:1")], &empty_store);
        }
    }
    test.finish();
}

/// Points at which servers under load are killed, each at one of its first `PASSAGES` passages.
const UNDER_LOAD: [&str; 5] = ["answer_loaded", "answer_computed", "answer_committed", "answer_saved", "reply_built"];
const PASSAGES: usize = 60;

/// In each round three servers are killed one after the other, at points that are drawn, while all exams are sat.
pub(crate) fn kill_under_load(mut test: FaultTest, before: impl Fn(), after: impl Fn()) {
    let mut last = None;
    test.under_load(|test, moments| {
        for _ in 0..3 {
            let switch = format!("{}:{}", UNDER_LOAD[moments.below(UNDER_LOAD.len())], 1 + moments.below(PASSAGES));
            let mut server = test.setup.serve_until(&switch);
            test.addresses.set(&[server.url()]);
            before();
            until_killed(&mut server, &switch, &|| false);
            after();
        }
        last = Some(test.serve());
    });
    drop(last);
    test.finish();
}

pub(crate) fn until_killed(server: &mut RunningServer, switch: &str, is_over: &dyn Fn() -> bool) {
    let mut killed = None;
    until("the server is killed", || {
        killed = server.ended();
        killed.is_some() || is_over()
    });
    let status = killed.unwrap_or_else(|| panic!("no request passes {switch}"));
    assert_eq!(status.signal(), Some(SIGKILL), "{switch}");
}

fn points_of_answer_on_sqlite() -> Vec<&'static str> {
    ANSWER_POINTS.into_iter().chain([IN_TRANSACTION]).collect()
}

#[test]
#[ignore = "needs minutes"]
fn a_server_on_sqlite_is_killed_at_every_point() {
    let test = FaultTest::new("server killed at each point: SQLite, memory", ServerSetup::on_sqlite());
    kill_at_every_point(test, &points_of_answer_on_sqlite(), || {});
}

#[test]
#[ignore = "needs the program redis-server"]
fn a_server_on_sqlite_and_redis_is_killed_at_every_point() {
    let redis = RedisServer::start();
    let test =
        FaultTest::new("server killed at each point: SQLite, Redis", ServerSetup::on_sqlite().with_redis(&redis));
    let empty = || assert!(redis.ask(&["FLUSHALL"]).is_some());
    kill_at_every_point(test, &points_of_answer_on_sqlite(), empty);
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn a_server_on_postgres_and_redis_is_killed_at_every_point() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let test = FaultTest::new("server killed at each point: PostgreSQL, Redis", setup);
    let empty = || assert!(redis.ask(&["FLUSHALL"]).is_some());
    kill_at_every_point(test, &ANSWER_POINTS, empty);
}

#[test]
#[ignore = "needs minutes"]
fn servers_on_sqlite_are_killed_under_load() {
    let test = FaultTest::new("server under load killed, three times: SQLite, memory", ServerSetup::on_sqlite());
    kill_under_load(test, || {}, || {});
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn servers_on_postgres_and_redis_are_killed_under_load() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let test = FaultTest::new("server under load killed, three times: PostgreSQL, Redis", setup);
    kill_under_load(test, || {}, || {});
}
