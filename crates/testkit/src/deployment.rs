//! A database and a store of a test's own, and servers on them.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use redis::{Commands as _, Connection};
use tempfile::TempDir;

use crate::server::{RunningServer, command, run_to_end};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Which database and which store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// SQLite in a file, working copies in memory.
    SqliteMemory,
    /// SQLite in a file, working copies in Redis (`TEST_REDIS_URL`).
    SqliteRedis,
    /// PostgreSQL (`TEST_DATABASE_URL`), working copies in Redis (`TEST_REDIS_URL`).
    PostgresRedis,
}

/// A database and a store of its own. Both are removed when this is dropped.
pub struct Deployment {
    binary: PathBuf,
    directory: Arc<TempDir>,
    backend: Backend,
    name: String,
    settings: Vec<(String, String)>,
}

impl Deployment {
    /// An empty database and an empty part of the store.
    ///
    /// # Panics
    /// When a service is not reachable; the message says which variable names it.
    #[must_use]
    pub fn new(binary: impl AsRef<Path>, backend: Backend) -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("adaptive_test_{}_{number}", std::process::id());
        let directory = Arc::new(tempfile::tempdir().expect("a temporary directory"));
        let mut settings = vec![("ADAPTIVE__LOG__LEVEL".to_owned(), "warn".to_owned())];
        if backend == Backend::PostgresRedis {
            admin().batch_execute(&format!("CREATE DATABASE {name}")).expect("the test database can be created");
            settings.push(("DATABASE_URL".to_owned(), with_database(&database_url(), &name)));
        }
        if backend != Backend::SqliteMemory {
            settings.push(("REDIS_URL".to_owned(), redis_url()));
            settings.push(("ADAPTIVE__STORE__KEY_PREFIX".to_owned(), format!("{name}:")));
            settings.push(("ADAPTIVE__STORE__FORMAT".to_owned(), "json".to_owned()));
        }
        Self { binary: binary.as_ref().to_owned(), directory, backend, name, settings }
    }

    /// The same with one more setting.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.settings.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// Writes the settings file, which servers and commands read from then on.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn write_file(&self, content: &str) {
        std::fs::write(self.file(), content).expect("the settings file can be written");
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("adaptive.toml")
    }

    /// The arguments, with the flag that names the settings file, if there is one.
    fn with_config(&self, arguments: &[&str]) -> Vec<String> {
        let file = Some(self.file()).filter(|file| file.exists());
        let config = file.iter().flat_map(|file| ["--config".to_owned(), file.display().to_string()]);
        arguments.iter().map(|argument| (*argument).to_owned()).chain(config).collect()
    }

    /// Starts a server on this database and store.
    #[must_use]
    pub fn serve(&self) -> RunningServer {
        self.start(&self.settings, &["--bind", "127.0.0.1:0"])
    }

    fn start(&self, settings: &[(String, String)], arguments: &[&str]) -> RunningServer {
        let arguments = self.with_config(arguments);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        RunningServer::start_with(&self.binary, self.directory.path(), settings, &arguments)
            .keeping(Arc::clone(&self.directory))
    }

    /// Starts a server where its settings say.
    #[must_use]
    pub fn serve_on_its_address(&self) -> RunningServer {
        self.start(&self.settings, &[])
    }

    /// Starts a server with one setting of its own.
    #[must_use]
    pub fn serve_with(&self, variable: &str, value: &str) -> RunningServer {
        let mut settings = self.settings.clone();
        settings.push((variable.to_owned(), value.to_owned()));
        self.start(&settings, &["--bind", "127.0.0.1:0"])
    }

    /// Runs the binary with other arguments to its end, on this database and store.
    ///
    /// # Panics
    /// When the binary cannot be run.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        let arguments = self.with_config(arguments);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        run_to_end(&self.binary, self.directory.path(), &self.settings, &arguments)
    }

    /// Runs a script of bash in the directory of the deployment, with its settings and these variables; `adaptive-server` is the
    /// binary.
    ///
    /// # Panics
    /// When there is no bash.
    #[must_use]
    pub fn run_script(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let programs = self.binary.parent().expect("a directory of programs").display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        let mut command = command(Path::new("bash"), self.directory.path(), &self.settings);
        command.env("PATH", path).envs(variables.iter().copied());
        command.args(["-euo", "pipefail", "-c", script]).output().expect("bash runs")
    }

    /// Writes a file into the directory of the deployment.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.directory.path().join(name), content).expect("the file can be written");
    }

    /// The same with these files as standard output and standard error; what is piped is in the outcome.
    ///
    /// # Panics
    /// When the binary cannot be run.
    #[must_use]
    pub fn run_with_outputs(&self, arguments: &[&str], [output, log]: [Stdio; 2]) -> Output {
        let mut command = command(&self.binary, self.directory.path(), &self.settings);
        command.args(arguments).stdout(output).stderr(log).output().expect("the binary runs")
    }

    /// Whether working copies outlive the server.
    #[must_use]
    pub fn has_redis(&self) -> bool {
        self.backend != Backend::SqliteMemory
    }

    /// Whether the record is in PostgreSQL.
    #[must_use]
    pub fn has_postgres(&self) -> bool {
        self.backend == Backend::PostgresRedis
    }

    /// The key of a session in Redis.
    #[must_use]
    pub fn redis_key(&self, session: i64) -> String {
        format!("{}:{session}", self.name)
    }

    /// A connection to Redis.
    ///
    /// # Panics
    /// When Redis does not answer.
    #[must_use]
    pub fn redis(&self) -> Connection {
        redis::Client::open(redis_url()).and_then(|client| client.get_connection()).expect("Redis answers")
    }

    /// How many attempts the record has of a session.
    ///
    /// # Panics
    /// When the database cannot be read, or is not PostgreSQL.
    #[must_use]
    pub fn attempts_in_postgres(&self, session: i64) -> i64 {
        let rows = self.postgres().query_one("SELECT count(*) FROM attempts WHERE session_id = $1", &[&session]);
        rows.expect("the attempts can be counted").get(0)
    }

    /// Changes the record behind the server's back.
    ///
    /// # Panics
    /// When the database refuses, or is not PostgreSQL.
    pub fn execute_in_postgres(&self, statement: &str) {
        self.postgres().batch_execute(statement).expect("the statement is executed");
    }

    fn postgres(&self) -> postgres::Client {
        let url = with_database(&database_url(), &self.name);
        postgres::Client::connect(&url, postgres::NoTls).expect("PostgreSQL answers")
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        if self.has_redis() {
            let mut redis = self.redis();
            let keys: Vec<String> =
                redis.scan_match(format!("{}:*", self.name)).map(|found| found.flatten().collect()).unwrap_or_default();
            for key in keys {
                let _: Result<(), _> = redis.del(key);
            }
        }
        if self.backend == Backend::PostgresRedis {
            let _ = admin().batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

fn redis_url() -> String {
    std::env::var("TEST_REDIS_URL").expect("set TEST_REDIS_URL, for example redis://127.0.0.1:6379")
}

fn database_url() -> String {
    std::env::var("TEST_DATABASE_URL")
        .expect("set TEST_DATABASE_URL, for example postgres://postgres@127.0.0.1:5432/postgres")
}

fn admin() -> postgres::Client {
    postgres::Client::connect(&database_url(), postgres::NoTls).expect("PostgreSQL answers at TEST_DATABASE_URL")
}

/// The same server, another database.
fn with_database(url: &str, database: &str) -> String {
    let (base, parameters) =
        url.split_once('?').map_or((url, String::new()), |(base, rest)| (base, format!("?{rest}")));
    let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
    format!("{server}/{database}{parameters}")
}
