//! Development only: temporary databases, a running server, a client, scripted examinees.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot be set up has to fail loudly"
)]

mod client;
mod deployment;
mod examinee;
mod postgres_server;
mod server;

pub use client::{Client, Reply};
pub use deployment::{Backend, Deployment};
pub use examinee::{Sitting, comparable, scripted_key, sit};
pub use postgres_server::PostgresServer;
pub use server::RunningServer;

/// The examples of the read-me are run with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadMe;
