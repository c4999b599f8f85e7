//! A PostgreSQL server of a test's own, to stop, to pause and to lock out.

use std::fs::{File, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::tls_files::TlsFiles;

/// Far more than anything awaited here takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// What of PostgreSQL is run here.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_isready"];

/// A PostgreSQL server on a free port of loopback, with a database cluster of its own. It refuses every login without a
/// password. It is ended, and all it kept is removed, when this is dropped.
pub struct PostgresServer {
    programs: PathBuf,
    directory: TempDir,
    account: Option<Account>,
    port: u16,
    postmaster: Option<Child>,
    settings: Vec<String>,
}

/// The account PostgreSQL runs under where the tests run as root, which it refuses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

impl PostgresServer {
    /// The name of the superuser.
    pub const USER: &str = "postgres";
    /// The password of the superuser.
    pub const PASSWORD: &str = "s3cret-of-the-test";

    /// Makes a cluster and starts a server on it; returns when it answers.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start; the message has its log.
    #[must_use]
    pub fn start() -> Self {
        Self::start_in(&std::env::temp_dir())
    }

    /// The same with its cluster in a directory of its own in this one.
    ///
    /// # Panics
    /// As for [`start`](Self::start).
    #[must_use]
    pub fn start_in(directory: &Path) -> Self {
        let mut server = Self::prepared_in(directory);
        server.make_cluster();
        server.restart();
        server
    }

    /// The same with TLS for those who ask for it. Certificates of clients are checked where they show one.
    ///
    /// # Panics
    /// As for [`start`](Self::start).
    #[must_use]
    pub fn start_with_tls(files: &TlsFiles) -> Self {
        let mut server = Self::prepared();
        server.make_cluster();
        server.settings.push("ssl=on".to_owned());
        for (setting, name) in
            [("ssl_ca_file", "ca.pem"), ("ssl_cert_file", "server.pem"), ("ssl_key_file", "server.key")]
        {
            let copy = server.directory.path().join(name);
            std::fs::copy(files.path(name), &copy).expect("the certificates are there");
            // PostgreSQL takes no key that others can read.
            std::fs::set_permissions(&copy, Permissions::from_mode(0o600)).expect("the directory is ours");
            server.give_away(&copy);
            server.settings.push(format!("{setting}={}", copy.display()));
        }
        server.restart();
        server
    }

    /// A replica of this server on a port of its own, which follows it and can be read meanwhile (a hot standby).
    ///
    /// # Panics
    /// As for [`start`](Self::start), or when the program `pg_basebackup` is missing.
    #[must_use]
    pub fn start_replica(&self) -> Self {
        let mut replica = Self::prepared();
        let mut copy = replica.program("pg_basebackup");
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--dbname", &self.url()]);
        let copied = output(copy.arg("--pgdata").arg(replica.cluster()));
        assert!(copied.status.success(), "pg_basebackup failed: {}", String::from_utf8_lossy(&copied.stderr));
        replica.restart();
        replica
    }

    /// Puts these lines in the place of `pg_hba.conf`, and restarts the server.
    ///
    /// # Panics
    /// When the server does not start with them.
    pub fn let_in(&mut self, lines: &str) {
        std::fs::write(self.cluster().join("pg_hba.conf"), format!("{lines}\n")).expect("the cluster can be written");
        self.restart();
    }

    /// A directory, an account and a port, and no cluster yet.
    fn prepared() -> Self {
        Self::prepared_in(&std::env::temp_dir())
    }

    fn prepared_in(directory: &Path) -> Self {
        let directory = tempfile::tempdir_in(directory).expect("a temporary directory");
        let account = Account::to_run_under(directory.path());
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        Self { programs: programs(), directory, account, port, postmaster: None, settings: Vec::new() }
    }

    fn give_away(&self, file: &Path) {
        if let Some(Account { user, group }) = self.account {
            std::os::unix::fs::chown(file, Some(user), Some(group)).expect("root may give a file away");
        }
    }

    /// The URL of the database `postgres` with the superuser's name and password.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://{}:{}@{}/postgres", Self::USER, Self::PASSWORD, self.address())
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Stops the server in immediate mode: no connection is warned, nothing is written any more, and the next start
    /// recovers from the log, as after a crash. A server that is stopped stays so.
    ///
    /// # Panics
    /// When the process cannot be ended.
    pub fn stop_at_once(&mut self) {
        let Some(mut postmaster) = self.postmaster.take() else { return };
        // A process that is paused would not see it.
        signal("CONT", &family(postmaster.id()));
        signal("QUIT", &[postmaster.id()]);
        postmaster.wait().expect("the server ends");
    }

    /// Stops the server in order: connections are ended, and everything is written. A server that is stopped stays so.
    ///
    /// # Panics
    /// When the process cannot be ended.
    pub fn stop_in_order(&mut self) {
        let Some(mut postmaster) = self.postmaster.take() else { return };
        signal("INT", &[postmaster.id()]);
        postmaster.wait().expect("the server ends");
    }

    /// Stops the server at once if it runs, and starts it again on the same port; returns when it answers.
    ///
    /// # Panics
    /// When it does not start; the message has its log.
    pub fn restart(&mut self) {
        self.stop_at_once();
        let log = File::options().create(true).append(true).open(self.log()).expect("the log can be written");
        let mut postgres = self.program("postgres");
        postgres.arg("-D").arg(self.cluster()).args(["-p", &self.port.to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=16MB"] {
            postgres.args(["-c", setting]);
        }
        for setting in &self.settings {
            postgres.args(["-c", setting]);
        }
        self.postmaster = Some(postgres.stderr(log).spawn().expect("the server starts"));
        self.until_answering();
    }

    /// Stops every process of the server where it is (SIGSTOP): it answers no request, and connections stay open.
    ///
    /// # Panics
    /// When it does not run.
    pub fn pause(&self) {
        // The first process comes first, so that it has no more children afterwards.
        signal("STOP", &[self.running()]);
        signal("STOP", &family(self.running()));
    }

    /// Lets a paused server go on.
    ///
    /// # Panics
    /// When it does not run.
    pub fn resume(&self) {
        signal("CONT", &family(self.running()));
    }

    fn running(&self) -> u32 {
        self.postmaster.as_ref().expect("the server runs").id()
    }

    fn cluster(&self) -> PathBuf {
        self.directory.path().join("cluster")
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    fn make_cluster(&self) {
        let password = self.directory.path().join("password");
        std::fs::write(&password, Self::PASSWORD).expect("the directory can be written");
        let mut initdb = self.program("initdb");
        initdb.args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", Self::USER]);
        let made = output(initdb.arg("--pwfile").arg(&password).arg("-D").arg(self.cluster()));
        assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
    }

    fn until_answering(&mut self) {
        let started = Instant::now();
        loop {
            let mut ready = self.program("pg_isready");
            ready.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
            if output(&mut ready).status.success() {
                return;
            }
            let ended = self.postmaster.as_mut().and_then(|postmaster| postmaster.try_wait().expect("a child"));
            if ended.is_some() || started.elapsed() > PATIENCE {
                panic!("PostgreSQL did not start: {}", std::fs::read_to_string(self.log()).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A program of PostgreSQL, under an account that it accepts and with none of the developer's settings.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("PG")) {
            command.env_remove(variable);
        }
        command.env("LC_ALL", "C").current_dir(self.directory.path()).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some(Account { user, group }) = self.account {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.stop_at_once();
    }
}

impl Account {
    /// The account `postgres`, which the directory is given to, when the tests run as root; else their own.
    pub(crate) fn to_run_under(directory: &Path) -> Option<Self> {
        let owner = std::fs::metadata(directory).expect("the directory is there").uid();
        if owner != 0 {
            return None;
        }
        let number = |kind| text(Command::new("id").args([kind, PostgresServer::USER])).trim().parse();
        let (Ok(user), Ok(group)) = (number("-u"), number("-g")) else {
            panic!("there is no account {}: PostgreSQL refuses to run as root", PostgresServer::USER);
        };
        std::os::unix::fs::chown(directory, Some(user), Some(group)).expect("root may give a directory away");
        Some(Self { user, group })
    }
}

/// The directory of PostgreSQL's programs: that of the search path, else of the newest version where Debian keeps them.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = debian.map(|version| version.path().join("bin")).collect();
    versions.sort_by_key(|bin| bin.parent().and_then(|version| version.file_name()?.to_str()?.parse::<u32>().ok()));
    let mut places = std::env::split_paths(&path).chain(versions.into_iter().rev());
    let is_complete = |place: &PathBuf| PROGRAMS.iter().all(|program| place.join(program).is_file());
    places
        .find(is_complete)
        .unwrap_or_else(|| panic!("PostgreSQL is not installed: no directory has all of {PROGRAMS:?}"))
}

/// A process and its children.
fn family(parent: u32) -> Vec<u32> {
    let children = text(Command::new("ps").args(["-o", "pid=", "--ppid", &parent.to_string()]));
    let children = children.split_whitespace().map(|pid| pid.parse().expect("ps prints numbers"));
    std::iter::once(parent).chain(children).collect()
}

/// Sends a signal to processes, some of which may have ended meanwhile.
fn signal(name: &str, processes: &[u32]) {
    let processes = processes.iter().map(ToString::to_string);
    output(Command::new("kill").args(["-s", name]).args(processes));
}

fn text(command: &mut Command) -> String {
    String::from_utf8(output(command).stdout).expect("plain text")
}

fn output(command: &mut Command) -> Output {
    let name = command.get_program().to_owned();
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap_or_else(|error| panic!("{name:?}: {error}"))
}
