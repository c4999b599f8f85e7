//! Redis processes of one test: on loopback, on free ports, ended with the test however it ends.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

pub const SECRET: &str = "s3cret/p@ss";
/// The name by which the Sentinels know the master.
pub const MASTER: &str = "mymaster";
/// Far more than anything awaited here takes.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Process {
    child: Child,
    pub port: u16,
    directory: TempDir,
}

impl Process {
    /// A server with these arguments after the common ones; it listens on its port, or on the socket of [`socket`].
    ///
    /// [`socket`]: Process::socket
    pub fn start(arguments: &[&str]) -> Self {
        let (port, directory) = (free_port(), TempDir::new().unwrap());
        let socket = directory.path().join("redis.sock");
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(["--repl-diskless-sync-delay", "0", "--dir"])
            .arg(directory.path())
            .arg("--unixsocket")
            .arg(&socket)
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        Self { child, port, directory }
    }

    fn start_sentinel(master: u16) -> Self {
        let (port, directory) = (free_port(), TempDir::new().unwrap());
        let file = directory.path().join("sentinel.conf");
        let directives = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor {MASTER} 127.0.0.1 {master} 2\n\
             sentinel auth-pass {MASTER} {SECRET}\nsentinel down-after-milliseconds {MASTER} 1000\n\
             sentinel failover-timeout {MASTER} 5000\n",
            directory.path().display()
        );
        std::fs::write(&file, directives).unwrap();
        let mut command = Command::new("redis-server");
        let child = command.arg(&file).arg("--sentinel").stdout(Stdio::null()).spawn().unwrap();
        Self { child, port, directory }
    }

    pub fn socket(&self) -> impl AsRef<Path> + use<> {
        self.directory.path().join("redis.sock")
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The reply to a command, as soon as there is one.
    async fn ask(&self, password: Option<&str>, command: &[&str]) -> Option<redis::Value> {
        let mut login = redis::RedisConnectionInfo::default();
        if let Some(password) = password {
            login = login.set_password(password);
        }
        let info = redis::IntoConnectionInfo::into_connection_info(("127.0.0.1", self.port)).unwrap();
        let client = redis::Client::open(info.set_redis_settings(login)).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.ok()?;
        redis::cmd(command[0]).arg(&command[1..]).query_async(&mut connection).await.ok()
    }

    pub async fn until_answering(&self) {
        until("the server answers", async || self.ask(Some(SECRET), &["PING"]).await.is_some()).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Asks again and again until it is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

/// A master with two replicas, and three Sentinels that know all of them.
pub struct Fleet {
    pub master: Process,
    pub sentinels: Vec<Process>,
    _replicas: Vec<Process>,
}

impl Fleet {
    pub async fn start() -> Self {
        let login = ["--requirepass", SECRET, "--masterauth", SECRET];
        let master = Process::start(&login);
        master.until_answering().await;
        let leader = format!("127.0.0.1 {}", master.port);
        let replica = || Process::start(&[login.as_slice(), &["--replicaof", &leader]].concat());
        let replicas = vec![replica(), replica()];
        until("both replicas follow the master", async || {
            let reply = master.ask(Some(SECRET), &["INFO", "replication"]).await;
            let text = reply.and_then(|reply| redis::from_redis_value::<String>(reply).ok()).unwrap_or_default();
            text.matches("state=online").count() == 2
        })
        .await;
        let sentinels: Vec<_> = (0..3).map(|_| Process::start_sentinel(master.port)).collect();
        let fleet = Self { master, sentinels, _replicas: replicas };
        for sentinel in &fleet.sentinels {
            until("the Sentinel knows all", async || {
                let known = |name| fleet.told(sentinel, name);
                (known("num-slaves").await, known("num-other-sentinels").await) == (Some(2), Some(2))
            })
            .await;
        }
        fleet
    }

    /// The addresses of the Sentinels.
    pub fn nodes(&self) -> Vec<String> {
        self.sentinels.iter().map(|sentinel| format!("127.0.0.1:{}", sentinel.port)).collect()
    }

    /// A number that a Sentinel tells of the master.
    pub async fn told(&self, sentinel: &Process, name: &str) -> Option<u16> {
        let reply = sentinel.ask(None, &["SENTINEL", "MASTER", MASTER]).await?;
        let fields: std::collections::HashMap<String, String> = redis::from_redis_value(reply).ok()?;
        fields.get(name)?.parse().ok()
    }
}
