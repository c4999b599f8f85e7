//! The server in this process, on a record and a store in memory.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use api::{ApiKeys, EdgeSettings, MetricsPage, Server, ServerSettings};
use exam::{Access, ExamService};
use irt_core::Metric;
use persistence::RecordSettings;
use state_store::{MemoryStore, ValueFormat};

use crate::connection::Connection;
use crate::seeds;

/// The exam type that can be started; its first item is `q1`.
pub(crate) const EXAM_TYPE: &str = "open";
/// The bank of the exam type.
pub(crate) const BANK: &str = "open";

/// Starts a server without keys that serves until the process ends, and returns its address. It has a bank, and an exam type
/// on it. Its page of metrics panics.
pub(crate) fn start() -> SocketAddr {
    let (ready, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let server = server().await;
            ready.send(server.address()).unwrap();
            server.run().await.unwrap();
        });
    });
    address.recv().unwrap()
}

async fn server() -> Server {
    let record = persistence::open("sqlite://:memory:", &RecordSettings::default()).await.unwrap();
    let service = ExamService::new(record, Arc::new(MemoryStore::new(ValueFormat::Json)));
    service.import_bank(&Access::PLATFORM, BANK, &seeds::bytes("bank.csv"), Metric::LOGISTIC).await.unwrap();
    let spec = serde_json::from_value(seeds::json("open-exam-type.json")).unwrap();
    service.import_exam_type(&Access::PLATFORM, spec).await.unwrap();
    let settings = ServerSettings {
        listeners: api::listen(&[SocketAddr::from(([127, 0, 0, 1], 0))]).unwrap(),
        workers: 2,
        shutdown_timeout: Duration::ZERO,
        edge: EdgeSettings::default(),
    };
    Server::new(settings, service, ApiKeys::new(Vec::new()), MetricsPage::new(|| panic!("ordered by a test"))).unwrap()
}

/// A connection to a server of its own.
pub(crate) fn connection() -> Connection {
    Connection::new(start())
}
