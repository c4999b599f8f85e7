//! A PgBouncer of a test's own, before a PostgreSQL server.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::postgres_server::{Account, PostgresServer};

/// Far more than a start takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The settings file, in the directory.
const FILE: &str = "pgbouncer.ini";

/// PgBouncer on a free port of loopback. It lets everybody in as the superuser of its server. It is ended when this is dropped.
pub struct PgBouncer {
    directory: TempDir,
    account: Option<Account>,
    port: u16,
    child: Child,
}

impl PgBouncer {
    /// Starts PgBouncer before the server, in this mode (`transaction`, `session`); returns when it listens.
    ///
    /// # Panics
    /// When PgBouncer is not installed, or does not start; the message has its log.
    #[must_use]
    pub fn start(server: &PostgresServer, pool_mode: &str) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        std::fs::write(directory.path().join(FILE), settings(server, port, pool_mode))
            .expect("the directory can be written");
        let account = Account::to_run_under(directory.path());
        let child = spawn(directory.path(), account);
        let mut bouncer = Self { directory, account, port, child };
        bouncer.until_listening();
        bouncer
    }

    /// Ends the process at once, as a crash would, and starts it again on the same port; returns when it listens.
    ///
    /// # Panics
    /// When it does not start; the message has its log.
    pub fn restart(&mut self) {
        self.child.kill().expect("PgBouncer can be killed");
        self.child.wait().expect("PgBouncer ends");
        self.child = spawn(self.directory.path(), self.account);
        self.until_listening();
    }

    /// The URL of a database of the server, through PgBouncer.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{}@127.0.0.1:{}/{database}", PostgresServer::USER, self.port)
    }

    /// Changes the mode of the running PgBouncer.
    ///
    /// # Panics
    /// When it does not take the mode.
    pub fn change_mode(&self, pool_mode: &str) {
        let mut console = postgres::Config::new();
        console.host("127.0.0.1").port(self.port).user(PostgresServer::USER).dbname("pgbouncer");
        let mut console = console.connect(postgres::NoTls).expect("the console answers");
        console.simple_query(&format!("SET pool_mode = '{pool_mode}'")).expect("the mode is known");
        // Connections keep the mode they were made with until they are made again.
        console.simple_query("RECONNECT").expect("the console takes the command");
    }

    fn until_listening(&mut self) {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait().expect("a child");
            if ended.is_some() || started.elapsed() > PATIENCE {
                panic!("PgBouncer did not start: {}", text(&self.directory.path().join("log")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the process in its directory, under an account that it accepts.
fn spawn(directory: &Path, account: Option<Account>) -> Child {
    // Debian keeps it where only root looks.
    let mut command = Command::new("pgbouncer");
    command.env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()));
    if let Some(Account { user, group }) = account {
        command.uid(user).gid(group);
    }
    let log = File::options().create(true).append(true).open(directory.join("log")).expect("the log can be written");
    let child = command.arg(FILE).current_dir(directory).stdin(Stdio::null()).stdout(Stdio::null());
    child.stderr(log).spawn().expect("PgBouncer is installed: `apt-get install pgbouncer`")
}

/// As few connections to the server as make clients share them at once, and as many clients as come.
fn settings(server: &PostgresServer, port: u16, pool_mode: &str) -> String {
    let (host, server_port) =
        server.address().rsplit_once(':').map(|(host, port)| (host.to_owned(), port.to_owned())).expect("an address");
    let (user, password) = (PostgresServer::USER, PostgresServer::PASSWORD);
    format!(
        "[databases]\n* = host={host} port={server_port} user={user} password={password}\n\
         [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
         admin_users = {user}\npool_mode = {pool_mode}\ndefault_pool_size = 6\nmax_client_conn = 500\n\
         ignore_startup_parameters = extra_float_digits\nserver_round_robin = 0\nserver_login_retry = 1\n"
    )
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}
