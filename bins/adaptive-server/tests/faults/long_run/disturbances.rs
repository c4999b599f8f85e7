//! What happens to the site of a long run.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;
use testkit::{Addresses, PostgresServer, RedisServer, RunningServer};

use crate::server_setup::ServerSetup;

/// The time between two disturbances, in seconds.
const PAUSE_SECONDS: std::ops::RangeInclusive<u64> = 4..=12;

/// What is done, one after the other, at moments that a seed draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Disturbance {
    ServerKilled,
    ServerStopped,
    RedisKilled,
    RedisStopped,
    RedisFlushed,
    PostgresCrashed,
    PostgresStopped,
}

const ALL: [Disturbance; 7] = [
    Disturbance::ServerKilled,
    Disturbance::ServerStopped,
    Disturbance::RedisKilled,
    Disturbance::RedisStopped,
    Disturbance::RedisFlushed,
    Disturbance::PostgresCrashed,
    Disturbance::PostgresStopped,
];

impl Disturbance {
    const fn text(self) -> &'static str {
        match self {
            Self::ServerKilled => "server killed and started",
            Self::ServerStopped => "server stopped in order and started",
            Self::RedisKilled => "Redis killed and started",
            Self::RedisStopped => "Redis stopped in order and started",
            Self::RedisFlushed => "Redis flushed",
            Self::PostgresCrashed => "PostgreSQL stopped at once (a crash) and started",
            Self::PostgresStopped => "PostgreSQL stopped in order and started",
        }
    }
}

/// Two servers on PostgreSQL and Redis. One of them runs all the time, so that its memory can be watched.
pub(super) struct Site {
    postgres: PostgresServer,
    redis: RedisServer,
    setup: ServerSetup,
    steady: RunningServer,
    other: RunningServer,
    draws: Pcg64,
    due: Instant,
    done: BTreeMap<Disturbance, u64>,
    places: usize,
}

impl Site {
    pub(super) fn start(addresses: &Addresses, seed: u64) -> Self {
        let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
        let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis).with("ADAPTIVE__LOG__LEVEL", "error");
        let (steady, other) = (setup.serve(), setup.serve());
        addresses.set(&[steady.url(), other.url()]);
        let (draws, due) = (Pcg64::seed_from_u64(seed), Instant::now());
        let mut site = Self { postgres, redis, setup, steady, other, draws, due, done: BTreeMap::new(), places: 0 };
        site.draw_next();
        site
    }

    /// The server that runs all the time.
    pub(super) const fn steady(&self) -> &RunningServer {
        &self.steady
    }

    pub(super) const fn setup(&self) -> &ServerSetup {
        &self.setup
    }

    /// How often each was done.
    pub(super) fn disturbances(&self) -> Vec<(&'static str, u64)> {
        self.done.iter().map(|(disturbance, times)| (disturbance.text(), *times)).collect()
    }

    /// What `adaptive-server verify` says of the record in the end.
    pub(super) fn verify(&self) -> String {
        let output = self.setup.run(&["verify"]);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        printed.trim().to_owned()
    }

    /// Does the next disturbance if it is time for it. Each kind comes once before any comes again.
    pub(super) fn disturb_when_due(&mut self, addresses: &Addresses) {
        if Instant::now() < self.due {
            return;
        }
        let disturbance = ALL[self.places % ALL.len()];
        self.places += 1;
        self.disturb(disturbance, addresses);
        *self.done.entry(disturbance).or_default() += 1;
        self.draw_next();
    }

    fn draw_next(&mut self) {
        self.due = Instant::now() + Duration::from_secs(self.draws.random_range(PAUSE_SECONDS));
    }

    fn disturb(&mut self, disturbance: Disturbance, addresses: &Addresses) {
        match disturbance {
            Disturbance::ServerKilled => {
                let killed = std::mem::replace(&mut self.other, self.setup.serve());
                killed.kill();
                addresses.set(&[self.steady.url(), self.other.url()]);
            }
            Disturbance::ServerStopped => {
                let mut stopped = std::mem::replace(&mut self.other, self.setup.serve());
                // Clients still come to it while it ends.
                stopped.ask_to_stop();
                let status = stopped.wait();
                assert!(status.success(), "a server that is stopped in order ends well: {status}");
                addresses.set(&[self.steady.url(), self.other.url()]);
            }
            Disturbance::RedisKilled => {
                self.redis.kill();
                self.redis.restart();
            }
            Disturbance::RedisStopped => {
                // No reply comes to the command that ends it.
                let _ = self.redis.ask(&["SHUTDOWN", "NOSAVE"]);
                self.redis.restart();
            }
            Disturbance::RedisFlushed => assert!(self.redis.ask(&["FLUSHALL"]).is_some(), "Redis answers"),
            Disturbance::PostgresCrashed => self.postgres.restart(),
            Disturbance::PostgresStopped => {
                self.postgres.stop_in_order();
                self.postgres.restart();
            }
        }
    }
}
