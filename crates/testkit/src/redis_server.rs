//! A Redis server of a test's own: on loopback, on a free port, ended with the test however it ends.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::{Connection, ConnectionInfo, IntoConnectionInfo as _, RedisConnectionInfo, RedisResult, Value};
use tempfile::TempDir;

use crate::tls_files::TlsFiles;
use crate::waiting::{free_port, until};

/// A password with characters that an address has to escape.
pub const SECRET: &str = "s3cret/p@ss";

/// How long a question of the test's own to the server may take.
const ASKING: Duration = Duration::from_secs(5);

/// A `redis-server` process. Nothing is kept on disk, so a restart begins with nothing.
pub struct RedisServer {
    child: Child,
    port: u16,
    directory: TempDir,
    arguments: Vec<String>,
    password: Option<String>,
}

impl RedisServer {
    /// A server that asks for no password.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or the server does not come up.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(None, &[])
    }

    /// A server that asks for [`SECRET`], with these arguments after the common ones.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or the server does not come up.
    #[must_use]
    pub fn start_secured(arguments: &[&str]) -> Self {
        Self::start_with(Some(SECRET), arguments)
    }

    /// A server that asks for [`SECRET`], with and without TLS, each on a port of its own.
    ///
    /// # Panics
    /// When the program `redis-server` is missing, knows no TLS, or the server does not come up.
    #[must_use]
    pub fn start_with_tls(files: &TlsFiles, client_certificates: bool) -> Self {
        let arguments = files.redis_arguments(client_certificates);
        Self::start_secured(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(crate) fn start_with(password: Option<&str>, arguments: &[&str]) -> Self {
        let (port, directory) = (free_port(), tempfile::tempdir().expect("a temporary directory"));
        let mut all: Vec<String> =
            ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"].map(str::to_owned).into();
        all.extend(["--repl-diskless-sync-delay", "0", "--port"].map(str::to_owned));
        all.push(port.to_string());
        if let Some(password) = password {
            all.extend(["--requirepass", password].map(str::to_owned));
        }
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let child = spawn(directory.path(), &all);
        let server = Self { child, port, directory, arguments: all, password: password.map(str::to_owned) };
        server.until_answering();
        server
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The port for TLS on 127.0.0.1.
    ///
    /// # Panics
    /// When the server has none or does not answer.
    #[must_use]
    pub fn tls_port(&self) -> u16 {
        self.configured("tls-port").parse().expect("a port")
    }

    /// The value of a parameter of the server.
    pub(crate) fn configured(&self, parameter: &str) -> String {
        let reply = self.ask(&["CONFIG", "GET", parameter]).and_then(|reply| redis::from_redis_value(reply).ok());
        let pair: [String; 2] = reply.expect("the server returns the parameter");
        let [_, value] = pair;
        value
    }

    /// The path of the socket on which it listens too.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        socket_in(self.directory.path())
    }

    /// Ends the process at once, as a crash would.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn kill(&mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
    }

    /// Starts the process again on the same port, with nothing in it, and waits until it answers.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.child = spawn(self.directory.path(), &self.arguments);
        self.until_answering();
    }

    /// Has the process stand still (SIGSTOP): connections stay open, nothing is answered.
    pub fn pause(&self) {
        signal(&self.child, "-STOP");
    }

    /// Has the process go on.
    pub fn resume(&self) {
        signal(&self.child, "-CONT");
    }

    /// Sends a command and gives the reply; `None` while the server does not answer.
    #[must_use]
    pub fn ask(&self, command: &[&str]) -> Option<Value> {
        self.try_ask(command).ok()
    }

    /// A connection.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn connection(&self) -> RedisResult<Connection> {
        let connection = redis::Client::open(self.connection_info()?)?.get_connection_with_timeout(ASKING)?;
        connection.set_read_timeout(Some(ASKING))?;
        Ok(connection)
    }

    fn try_ask(&self, command: &[&str]) -> RedisResult<Value> {
        redis::cmd(command[0]).arg(&command[1..]).query(&mut self.connection()?)
    }

    fn connection_info(&self) -> RedisResult<ConnectionInfo> {
        let mut login = RedisConnectionInfo::default();
        if let Some(password) = &self.password {
            login = login.set_password(password);
        }
        Ok(("127.0.0.1", self.port).into_connection_info()?.set_redis_settings(login))
    }

    fn until_answering(&self) {
        until("the Redis server answers", || self.ask(&["PING"]).is_some());
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(directory: &Path, arguments: &[String]) -> Child {
    Command::new("redis-server")
        .args(arguments)
        .arg("--dir")
        .arg(directory)
        .arg("--unixsocket")
        .arg(socket_in(directory))
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is installed")
}

fn socket_in(directory: &Path) -> PathBuf {
    directory.join("redis.sock")
}

pub(crate) fn signal(process: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &process.id().to_string()]).status().expect("kill runs");
    assert!(sent.success(), "the process takes {name}");
}
