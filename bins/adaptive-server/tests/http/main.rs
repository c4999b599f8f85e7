//! The real server, over HTTP, on every backend.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets the unexpected has to fail"
)]

mod access;
mod assets;
mod backends;
mod bad_input;
mod base_path;
mod bodies;
mod browser;
mod catalogue;
mod changed_records;
mod closed_outputs;
mod commands;
mod computations;
mod cors;
mod crashes;
mod database_tls;
mod documents;
mod events;
mod exam_page;
mod exam_rules;
mod examinee_start;
mod expiry;
mod faulty_database;
mod forged_copies;
mod heads;
mod idempotency;
mod key_command;
mod keys;
mod life;
mod listening;
mod live_exposure;
mod loopback_only;
mod media_types;
mod metrics;
mod misspelt;
mod names;
mod operator_pages;
mod pauses;
mod protocol;
mod questionnaires;
mod rate_limits;
mod recover;
mod redis_forms;
mod reply_headers;
mod request_lines;
mod results;
mod season;
mod secret_files;
mod security;
mod settings;
mod start_keys;
mod verify;
mod webhook_receiver;
mod webhooks;
mod working_copy;

use testkit::{Backend, Deployment};

fn deployment(backend: Backend) -> Deployment {
    Deployment::new(env!("CARGO_BIN_EXE_adaptive-server"), backend)
}
