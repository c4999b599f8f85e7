//! Where servers run: a database and the settings that lead to it.

use std::process::Stdio;

use tempfile::TempDir;
use testkit::{PgBouncer, PostgresServer, RedisServer, RunningServer};

use crate::record::Database;

const BINARY: &str = env!("CARGO_BIN_EXE_adaptive-server");

/// A database, and the settings of the servers on it.
pub(crate) struct ServerSetup {
    directory: TempDir,
    database: Database,
    variables: Vec<(String, String)>,
}

impl ServerSetup {
    /// An SQLite file of its own; working copies in memory unless a store is added.
    pub(crate) fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("adaptive.db");
        let url = format!("sqlite://{}", file.display());
        Self::on(Database::Sqlite(file), &url, directory)
    }

    /// The database of a PostgreSQL server.
    pub(crate) fn on_postgres(server: &PostgresServer) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        Self::on(Database::Postgres(server.url()), &server.url(), directory)
    }

    /// The same, with servers that come to it through a pooler.
    pub(crate) fn through(self, bouncer: &PgBouncer) -> Self {
        self.with("DATABASE_URL", &bouncer.url("postgres"))
    }

    fn on(database: Database, url: &str, directory: TempDir) -> Self {
        Self { directory, database, variables: Vec::new() }
            .with("DATABASE_URL", url)
            .with("ADAPTIVE__LOG__LEVEL", "warn")
    }

    /// The same with working copies in Redis.
    pub(crate) fn with_redis(self, server: &RedisServer) -> Self {
        self.with("REDIS_URL", &format!("redis://127.0.0.1:{}", server.port()))
    }

    /// The same with one more setting.
    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.set(variable, value);
        self
    }

    /// Adds a setting, or gives it another value.
    pub(crate) fn set(&mut self, variable: &str, value: &str) {
        self.variables.retain(|(name, _)| name != variable);
        self.variables.push((variable.to_owned(), value.to_owned()));
    }

    /// Starts a server.
    pub(crate) fn serve(&self) -> RunningServer {
        self.start(&self.variables)
    }

    /// Starts a server with a setting of its own.
    pub(crate) fn serve_with(&self, variable: &str, value: &str) -> RunningServer {
        let mut variables = self.variables.clone();
        variables.push((variable.to_owned(), value.to_owned()));
        self.start(&variables)
    }

    /// Runs the program with these arguments to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> std::process::Output {
        testkit::run_to_end(BINARY.as_ref(), self.directory.path(), &self.variables, arguments)
    }

    /// Starts a server that kills itself at a passage of a point.
    pub(crate) fn serve_until(&self, switch: &str) -> RunningServer {
        self.serve_with("ADAPTIVE_KILL_AT", switch)
    }

    /// Starts a server with these files as standard output and standard error.
    pub(crate) fn serve_with_outputs(&self, outputs: [Stdio; 2]) -> RunningServer {
        RunningServer::start_with_outputs(BINARY.as_ref(), self.directory.path(), &self.variables, outputs)
    }

    fn start(&self, variables: &[(String, String)]) -> RunningServer {
        RunningServer::start(BINARY.as_ref(), self.directory.path(), variables)
    }

    /// The database, to be read past the servers.
    pub(crate) const fn database(&self) -> &Database {
        &self.database
    }
}
