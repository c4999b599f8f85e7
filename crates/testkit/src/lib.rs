//! Development only: temporary databases, Redis servers of a test's own, a running server, a client, scripted examinees.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot be set up has to fail loudly"
)]

mod client;
mod deployment;
mod examinee;
pub mod mutation;
mod patient_client;
mod pg_bouncer;
mod postgres_server;
mod proctored_exam;
mod redis_cluster;
mod redis_server;
mod sentinel_fleet;
mod server;
mod tls_files;
mod waiting;

pub use client::{Client, Reply};
pub use deployment::{Backend, Deployment};
pub use examinee::{Sitting, comparable, scripted_key, sit};
pub use patient_client::{Addresses, PatientClient, RetryCounts, SatExam};
pub use pg_bouncer::PgBouncer;
pub use postgres_server::PostgresServer;
pub use proctored_exam::ProctoredExam;
pub use redis_cluster::{MovingSlot, RedisCluster};
pub use redis_server::{RedisServer, SECRET};
pub use sentinel_fleet::{MASTER_NAME, SentinelFleet};
pub use server::{RunningServer, run_to_end};
pub use tls_files::TlsFiles;
pub use waiting::{free_port, until};

/// The examples of the read-me are run with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadMe;
