//! A single Redis that dies, stands still or forgets, while exams are sat.

use std::thread;
use std::time::Duration;

use testkit::{PostgresServer, RedisServer};

use crate::fault_test::FaultTest;
use crate::server_setup::ServerSetup;

/// Longer than a command may take, and long enough for the breaker to open.
const LONG: Duration = Duration::from_millis(1500);

fn on_sqlite(fault: &'static str, redis: &RedisServer) -> FaultTest {
    FaultTest::new(fault, ServerSetup::on_sqlite().with_redis(redis))
}

#[test]
#[ignore = "needs the program redis-server"]
fn redis_is_killed_and_stays_away() {
    let mut redis = RedisServer::start();
    let mut test = on_sqlite("Redis killed, and away for the rest of the exams", &redis);
    let _server = test.serve();
    test.under_load(|_, moments| {
        redis.restart();
        moments.next();
        redis.kill();
    });
    test.finish();
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn redis_is_killed_and_started_again() {
    let (mut redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let mut test = FaultTest::new("Redis killed and started again, twice", setup);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            redis.kill();
            moments.next();
            redis.restart();
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the program redis-server"]
fn redis_stands_still_for_a_while() {
    let redis = RedisServer::start();
    let mut test = on_sqlite("Redis paused (SIGSTOP) and resumed, twice", &redis);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            redis.pause();
            thread::sleep(LONG);
            moments.next();
            redis.resume();
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn redis_is_flushed_and_forgets_its_scripts() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let mut test = FaultTest::new("Redis: FLUSHALL twice, SCRIPT FLUSH twice", setup);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for command in [["FLUSHALL", "SYNC"], ["SCRIPT", "FLUSH"], ["FLUSHALL", "ASYNC"], ["SCRIPT", "FLUSH"]] {
            moments.next();
            assert!(redis.ask(&command).is_some(), "{command:?}");
        }
    });
    test.finish();
}
