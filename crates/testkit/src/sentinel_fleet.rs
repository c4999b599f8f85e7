//! A Redis master with two replicas, and three Sentinels that watch them.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::redis_server::{RedisServer, SECRET};
use crate::tls_files::TlsFiles;
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
    tls_port: Option<u16>,
    _directory: TempDir,
}

impl SentinelFleet {
    /// Starts all six and waits until they know each other.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or they do not find together.
    #[must_use]
    pub fn start() -> Self {
        Self::form(None)
    }

    /// The same with and without TLS; among themselves they speak TLS.
    ///
    /// # Panics
    /// When the program `redis-server` is missing, knows no TLS, or they do not find together.
    #[must_use]
    pub fn start_with_tls(files: &TlsFiles) -> Self {
        Self::form(Some(files))
    }

    fn form(tls: Option<&TlsFiles>) -> Self {
        let node = |arguments: &[&str]| {
            let mut all: Vec<String> = tls.map(tls_arguments).unwrap_or_default();
            all.extend(["--masterauth", SECRET].iter().chain(arguments).map(|argument| (*argument).to_owned()));
            RedisServer::start_secured(&all.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let master = node(&[]);
        let port = if tls.is_some() { master.tls_port() } else { master.port() };
        let leader = format!("127.0.0.1 {port}");
        let replica = || node(&["--replicaof", &leader]);
        let replicas = [replica(), replica()];
        until("both replicas follow the master", || {
            let reply = master.ask(&["INFO", "replication"]);
            let text = reply.and_then(|reply| redis::from_redis_value::<String>(reply).ok()).unwrap_or_default();
            text.matches("state=online").count() == 2
        });
        let sentinels: Vec<_> = (0..3).map(|_| Sentinel::start(port, tls)).collect();
        let fleet = Self { master, sentinels, _replicas: replicas };
        for sentinel in &fleet.sentinels {
            until("the Sentinel knows all", || {
                let known = |name| sentinel.master_field(name);
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

    /// The addresses of the Sentinels, for TLS.
    ///
    /// # Panics
    /// When they have none.
    #[must_use]
    pub fn sentinel_tls_addresses(&self) -> Vec<String> {
        let address = |sentinel: &Sentinel| format!("127.0.0.1:{}", sentinel.tls_port.expect("a port for TLS"));
        self.sentinels.iter().map(address).collect()
    }

    /// The port of the node that the first Sentinel takes for the master.
    #[must_use]
    pub fn master_port(&self) -> Option<u16> {
        self.sentinels.first()?.master_field("port")
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

    /// Ends the first `count` Sentinels.
    pub fn kill_sentinels(&mut self, count: usize) {
        self.sentinels.drain(..count);
    }
}

impl Sentinel {
    fn start(master: u16, tls: Option<&TlsFiles>) -> Self {
        let (port, directory) = (free_port(), tempfile::tempdir().expect("a temporary directory"));
        let file = directory.path().join("sentinel.conf");
        let directives = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor {MASTER_NAME} 127.0.0.1 {master} 2\n\
             sentinel auth-pass {MASTER_NAME} {SECRET}\nsentinel down-after-milliseconds {MASTER_NAME} 1000\n\
             sentinel failover-timeout {MASTER_NAME} 5000\n",
            directory.path().display()
        );
        std::fs::write(&file, directives).expect("the temporary directory can be written to");
        let arguments = tls.map(tls_arguments).unwrap_or_default();
        // The port is the first of the values.
        let tls_port = arguments.get(1).and_then(|port| port.parse().ok());
        let mut command = Command::new("redis-server");
        let child = command.arg(&file).arg("--sentinel").args(arguments).stdout(Stdio::null()).spawn();
        Self { child: child.expect("redis-server is installed"), port, tls_port, _directory: directory }
    }

    /// A number that the Sentinel reports about the master.
    fn master_field(&self, name: &str) -> Option<u16> {
        let client = redis::Client::open(("127.0.0.1", self.port)).ok()?;
        let mut connection = client.get_connection().ok()?;
        let asked = redis::cmd("SENTINEL").arg("MASTER").arg(MASTER_NAME).query(&mut connection);
        let fields: HashMap<String, String> = asked.ok()?;
        fields.get(name)?.parse().ok()
    }
}

fn tls_arguments(files: &TlsFiles) -> Vec<String> {
    let mut arguments = files.redis_arguments(false);
    arguments.extend(["--tls-replication", "yes"].map(str::to_owned));
    arguments
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
