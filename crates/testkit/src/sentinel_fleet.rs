//! A Redis master with two replicas, and three Sentinels that watch them.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::redis_server::{RedisServer, SECRET};
use crate::waiting::{free_port, until};

/// The name by which the Sentinels know the master.
pub const MASTER_NAME: &str = "mymaster";

/// A master with two replicas, all asking for [`SECRET`], and three Sentinels that know each other and ask for nothing.
pub struct SentinelFleet {
    /// The node that is the master at first.
    pub master: RedisServer,
    sentinels: Vec<Sentinel>,
    _replicas: [RedisServer; 2],
}

/// A Sentinel process.
struct Sentinel {
    child: Child,
    port: u16,
    _directory: TempDir,
}

impl SentinelFleet {
    /// Starts all six and waits until they know each other.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or they do not find together.
    #[must_use]
    pub fn start() -> Self {
        let login = ["--masterauth", SECRET];
        let master = RedisServer::start_secured(&login);
        let leader = format!("127.0.0.1 {}", master.port());
        let replica = || RedisServer::start_secured(&[login.as_slice(), &["--replicaof", &leader]].concat());
        let replicas = [replica(), replica()];
        until("both replicas follow the master", || {
            let reply = master.ask(&["INFO", "replication"]);
            let text = reply.and_then(|reply| redis::from_redis_value::<String>(reply).ok()).unwrap_or_default();
            text.matches("state=online").count() == 2
        });
        let sentinels: Vec<_> = (0..3).map(|_| Sentinel::start(master.port())).collect();
        let fleet = Self { master, sentinels, _replicas: replicas };
        for sentinel in &fleet.sentinels {
            until("the Sentinel knows all", || {
                let known = |name| sentinel.told(name);
                (known("num-slaves"), known("num-other-sentinels")) == (Some(2), Some(2))
            });
        }
        fleet
    }

    /// The addresses of the Sentinels.
    #[must_use]
    pub fn sentinel_addresses(&self) -> Vec<String> {
        self.sentinels.iter().map(|sentinel| format!("127.0.0.1:{}", sentinel.port)).collect()
    }

    /// The port of the node that the first Sentinel takes for the master.
    #[must_use]
    pub fn master_port(&self) -> Option<u16> {
        self.sentinels.first()?.told("port")
    }

    /// Kills the master and waits until the Sentinels have chosen another.
    ///
    /// # Panics
    /// When they choose none.
    pub fn fail_over(&mut self) {
        self.master.kill();
        self.until_another_master();
    }

    /// Waits until the Sentinels have chosen another master than the first.
    ///
    /// # Panics
    /// When they choose none.
    pub fn until_another_master(&self) {
        let old = self.master.port();
        until("the Sentinels have chosen", || self.master_port().is_some_and(|port| port != old));
    }

    /// Ends the first so many Sentinels.
    pub fn kill_sentinels(&mut self, count: usize) {
        self.sentinels.drain(..count);
    }
}

impl Sentinel {
    fn start(master: u16) -> Self {
        let (port, directory) = (free_port(), tempfile::tempdir().expect("a temporary directory"));
        let file = directory.path().join("sentinel.conf");
        let directives = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor {MASTER_NAME} 127.0.0.1 {master} 2\n\
             sentinel auth-pass {MASTER_NAME} {SECRET}\nsentinel down-after-milliseconds {MASTER_NAME} 1000\n\
             sentinel failover-timeout {MASTER_NAME} 5000\n",
            directory.path().display()
        );
        std::fs::write(&file, directives).expect("the temporary directory can be written to");
        let mut command = Command::new("redis-server");
        let child = command.arg(&file).arg("--sentinel").stdout(Stdio::null()).spawn();
        Self { child: child.expect("redis-server is installed"), port, _directory: directory }
    }

    /// A number that the Sentinel tells of the master.
    fn told(&self, name: &str) -> Option<u16> {
        let client = redis::Client::open(("127.0.0.1", self.port)).ok()?;
        let mut connection = client.get_connection().ok()?;
        let asked = redis::cmd("SENTINEL").arg("MASTER").arg(MASTER_NAME).query(&mut connection);
        let fields: HashMap<String, String> = asked.ok()?;
        fields.get(name)?.parse().ok()
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
