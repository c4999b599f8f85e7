//! The stores as their users see them.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod access;
mod breaker;
mod budget;
mod cluster;
mod faulty;
mod golden;
mod hostile_values;
mod memory;
mod observed;
mod outage;
mod redis;
mod runtimes;
mod sentinel;
mod tls;
mod values;
mod writers;
