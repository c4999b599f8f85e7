//! Two faults at once.

use std::thread;

use testkit::{PostgresServer, RedisServer};

use crate::campaign::Campaign;
use crate::kills::kill_under_load;
use crate::site::Site;

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn redis_is_flushed_while_postgres_restarts() {
    let (redis, mut postgres) = (RedisServer::start(), PostgresServer::start());
    let site = Site::on_postgres(&postgres).with_redis(&redis);
    let mut campaign = Campaign::new("Redis flushed while PostgreSQL restarts after a crash, twice", site);
    let _server = campaign.serve();
    campaign.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            thread::scope(|scope| {
                scope.spawn(|| postgres.restart());
                assert!(redis.ask(&["FLUSHALL"]).is_some());
            });
        }
    });
    campaign.finish();
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn servers_under_load_are_killed_while_redis_stands_still() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let site = Site::on_postgres(&postgres).with_redis(&redis);
    let campaign = Campaign::new("server under load killed while Redis is paused, three times", site);
    kill_under_load(campaign, || redis.pause(), || redis.resume());
}
