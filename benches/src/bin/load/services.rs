//! The databases and the Redis of a comparison.

use std::path::Path;

use benches::workload::Outcome;
use redis::aio::MultiplexedConnection;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use crate::arguments::Arguments;
use crate::backend::Backend;
use crate::processor_time;

const SERVER: &str = "load_server";
const FLOOR: &str = "load_floor";

/// Databases of their own for both contenders, on what `TEST_DATABASE_URL` and `TEST_REDIS_URL` name.
pub(crate) struct Services {
    directory: TempDir,
    postgres: Option<Postgres>,
    redis: Option<(String, MultiplexedConnection)>,
}

struct Postgres {
    admin: Client,
    url: String,
}

impl Services {
    pub(crate) async fn open(backend: Backend) -> Outcome<Self> {
        let postgres = if backend.has_postgres() { Some(Postgres::open().await?) } else { None };
        let redis = if backend.has_redis() { Some(open_redis().await?) } else { None };
        Ok(Self { directory: tempfile::tempdir()?, postgres, redis })
    }

    /// Does this with services of each backend of the arguments, one after the other, and closes them whatever it comes to.
    pub(crate) async fn for_each(
        arguments: &Arguments,
        run: impl AsyncFn(Backend, &Self) -> Outcome<()>,
    ) -> Outcome<()> {
        for &backend in &arguments.backends {
            let services = Self::open(backend).await?;
            let outcome = run(backend, &services).await;
            services.close().await?;
            outcome?;
        }
        Ok(())
    }

    /// The directory of files, which is removed in the end.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn server_database(&self) -> String {
        self.database(SERVER)
    }

    pub(crate) fn floor_database(&self) -> String {
        self.database(FLOOR)
    }

    fn database(&self, name: &str) -> String {
        match &self.postgres {
            Some(postgres) => format!("{}/{}", postgres.url, own(name)),
            None => format!("sqlite://{}", self.directory().join(format!("{name}.db")).display()),
        }
    }

    pub(crate) fn redis(&self) -> Option<&str> {
        self.redis.as_ref().map(|(url, _)| url.as_str())
    }

    pub(crate) fn server_prefix(&self) -> String {
        format!("{}:", own(SERVER))
    }

    pub(crate) fn floor_prefix(&self) -> String {
        format!("{}:", own(FLOOR))
    }

    /// The processor time of the connections to both databases so far, in microseconds. Others may use the same PostgreSQL.
    pub(crate) async fn database_time(&self) -> Outcome<f64> {
        let Some(postgres) = &self.postgres else { return Ok(0.0) };
        let names = [own(SERVER), own(FLOOR)];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let processes =
            postgres.admin.query("SELECT pid FROM pg_stat_activity WHERE datname = ANY($1)", &[&names]).await?;
        let processes = processes.iter().map(|row| row.get::<_, i32>(0).unsigned_abs());
        Ok(processes.map(processor_time::taken_by).sum())
    }

    /// The processor time of Redis so far, in microseconds.
    pub(crate) async fn redis_time(&self) -> Outcome<f64> {
        let [user, system] = self.redis_info("cpu", ["used_cpu_user:", "used_cpu_sys:"]).await?;
        Ok((user + system) * 1e6)
    }

    /// The memory of Redis, in bytes.
    pub(crate) async fn redis_memory(&self) -> Outcome<f64> {
        let [memory] = self.redis_info("memory", ["used_memory:"]).await?;
        Ok(memory)
    }

    async fn redis_info<const N: usize>(&self, section: &str, names: [&str; N]) -> Outcome<[f64; N]> {
        let Some((_, connection)) = &self.redis else { return Ok([0.0; N]) };
        let text: String = redis::cmd("INFO").arg(section).query_async(&mut connection.clone()).await?;
        Ok(names.map(|name| {
            let value = text.lines().find_map(|line| line.strip_prefix(name));
            value.and_then(|value| value.trim().parse().ok()).unwrap_or(0.0)
        }))
    }

    /// Removes the databases. The contenders have ended.
    pub(crate) async fn close(self) -> Outcome<()> {
        if let Some(postgres) = &self.postgres {
            postgres.drop_databases().await?;
        }
        if let Some((_, connection)) = &self.redis {
            for prefix in [self.server_prefix(), self.floor_prefix()] {
                remove_keys(connection.clone(), &prefix).await?;
            }
        }
        Ok(())
    }
}

impl Postgres {
    async fn open() -> Outcome<Self> {
        let url = variable("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres");
        let (admin, connection) = tokio_postgres::connect(&url, NoTls).await?;
        tokio::spawn(connection);
        let (server, _) = url.rsplit_once('/').ok_or("TEST_DATABASE_URL ends in no database")?;
        let postgres = Self { admin, url: server.to_owned() };
        for name in [SERVER, FLOOR] {
            postgres.admin.batch_execute(&format!("CREATE DATABASE {}", own(name))).await?;
        }
        Ok(postgres)
    }

    async fn drop_databases(&self) -> Outcome<()> {
        for name in [SERVER, FLOOR] {
            self.admin.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", own(name))).await?;
        }
        Ok(())
    }
}

async fn open_redis() -> Outcome<(String, MultiplexedConnection)> {
    let url = variable("TEST_REDIS_URL", "redis://127.0.0.1:6379");
    let connection = redis::Client::open(url.as_str())?.get_multiplexed_async_connection().await?;
    Ok((url, connection))
}

/// Removes what exams that were not finished have left.
async fn remove_keys(mut connection: MultiplexedConnection, prefix: &str) -> Outcome<()> {
    let mut cursor = 0_u64;
    loop {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg(format!("{prefix}*")).arg("COUNT").arg(1000);
        let (next, keys): (u64, Vec<String>) = scan.query_async(&mut connection).await?;
        if !keys.is_empty() {
            let _: u64 = redis::cmd("UNLINK").arg(keys).query_async(&mut connection).await?;
        }
        if next == 0 {
            return Ok(());
        }
        cursor = next;
    }
}

/// A name that no other run has.
fn own(name: &str) -> String {
    format!("{name}_{}", std::process::id())
}

fn variable(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}
