//! The OpenAPI document as other programs read it: validators, generators of clients, and a fuzzer that sends what it describes.
//!
//! `just contract` installs the tools and runs these tests.
#![expect(clippy::expect_used, reason = "a test that meets the unexpected has to fail")]

mod clients;
mod fuzzer;
mod tools;
mod validators;

use testkit::{Backend, Deployment};

/// A key of the settings: no call can end it.
const KEY: &str = "a-key-of-the-settings-of-this-test";

/// A server with this key. It is asked with thousands of wrong credentials, and none of them has to wait.
fn deployment() -> Deployment {
    Deployment::new(env!("CARGO_BIN_EXE_adaptive-server"), Backend::SqliteMemory)
        .with("ADAPTIVE__AUTH__API_KEYS", KEY)
        .with("ADAPTIVE__RATE_LIMITS__WRONG_CREDENTIALS_PER_MINUTE", "0")
}
