//! The real server, over HTTP, on every backend.

mod access;
mod backends;
mod bad_input;
mod catalogue;
mod crashes;
mod idempotency;
mod life;
mod settings;
mod working_copy;

use testkit::{Backend, Deployment};

fn deployment(backend: Backend) -> Deployment {
    Deployment::new(env!("CARGO_BIN_EXE_adaptive-server"), backend)
}
