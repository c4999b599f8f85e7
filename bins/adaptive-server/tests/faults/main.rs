//! Faults of every part, against the real server on services that the tests start themselves.
//!
//! Clients behave as `docs/deployment.md` asks: a request without a reply, or with 503, is sent again until it is
//! answered. After each fault the record must have every acknowledged answer exactly once, and every exam must equal the
//! undisturbed one. `FAULT_ROUNDS` says how often each fault is repeated; what the clients went through is written as a
//! table into the directory `faults` among the test's temporary files.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to fail"
)]

mod checks;
mod clocks;
mod cluster;
mod endings;
mod fault_table;
mod fault_test;
mod imports;
mod kills;
mod log_outputs;
mod log_secrets;
mod long_run;
mod moments;
mod poolers;
mod postgres;
mod proctored;
mod readiness;
mod record;
mod redis;
mod sentinel;
mod server_setup;
mod slow_clients;
mod small_disk;
mod starts;
mod switch;
mod together;
mod two_servers;
mod undisturbed;

/// The number of rounds that a fault is tried in, each with a seed of its own.
fn rounds() -> u64 {
    match std::env::var("FAULT_ROUNDS") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("FAULT_ROUNDS is {text:?}: give a whole number")),
        Err(_) => 1,
    }
}
