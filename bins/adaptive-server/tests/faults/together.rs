//! Two faults at once.

use std::thread;

use testkit::{PostgresServer, RedisServer};

use crate::fault_test::FaultTest;
use crate::kills::kill_under_load;
use crate::server_setup::ServerSetup;

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn redis_is_flushed_while_postgres_restarts() {
    let (redis, mut postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let mut test = FaultTest::new("Redis flushed while PostgreSQL restarts after a crash, twice", setup);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            thread::scope(|scope| {
                scope.spawn(|| postgres.restart());
                assert!(redis.ask(&["FLUSHALL"]).is_some());
            });
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn servers_under_load_are_killed_while_redis_stands_still() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let test = FaultTest::new("server under load killed while Redis is paused, three times", setup);
    kill_under_load(test, || redis.pause(), || redis.resume());
}
