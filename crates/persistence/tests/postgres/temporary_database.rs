//! A database for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Client, Config, NoTls};

/// A database with a name of its own, dropped with the value, also when the test fails.
pub struct TemporaryDatabase {
    server: String,
    name: String,
}

impl TemporaryDatabase {
    /// Creates an empty database on the server of `TEST_DATABASE_URL`.
    pub fn create() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL names a PostgreSQL database");
        let name = format!("record_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        execute(&server, format!("CREATE DATABASE {name}"));
        Self { server, name }
    }

    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').expect("the URL ends in a database");
        format!("{server}/{}", self.name)
    }

    /// A plain connection, for what the record does not offer.
    pub async fn client(&self) -> Client {
        client(&self.url()).await
    }
}

impl Drop for TemporaryDatabase {
    fn drop(&mut self) {
        execute(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

async fn client(url: &str) -> Client {
    let config: Config = url.parse().unwrap();
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Runs a statement on a thread with a runtime of its own, since `drop` cannot wait for a future.
fn execute(url: &str, statement: String) {
    let url = url.to_owned();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { client(&url).await.batch_execute(&statement).await }).unwrap();
    });
    thread.join().expect("the server runs the statement");
}
