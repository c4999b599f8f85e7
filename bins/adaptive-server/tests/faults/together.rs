//! Two faults at once.

use std::os::unix::process::ExitStatusExt as _;
use std::thread;

use testkit::{PostgresServer, RedisServer, until};

use crate::campaign::Campaign;
use crate::kills::SIGKILL;
use crate::site::Site;

/// Points at which a server under load is killed, each at one of its first so many passages.
const POINTS: [&str; 4] = ["answer_computed", "answer_committed", "answer_saved", "reply_built"];
const PASSAGES: usize = 60;

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
    let mut campaign = Campaign::new("server under load killed while Redis is paused, three times", site);
    campaign.under_load(|campaign, moments| {
        for _ in 0..3 {
            let switch = format!("{}:{}", POINTS[moments.below(POINTS.len())], 1 + moments.below(PASSAGES));
            let mut server = campaign.site.serve_until(&switch);
            campaign.addresses.set(&[server.url()]);
            redis.pause();
            let mut killed = None;
            until("the server is killed", || {
                killed = server.ended();
                killed.is_some()
            });
            assert_eq!(killed.and_then(|status| status.signal()), Some(SIGKILL), "{switch}");
            redis.resume();
        }
        let server = campaign.serve();
        moments.last();
        drop(server);
    });
    campaign.finish();
}
