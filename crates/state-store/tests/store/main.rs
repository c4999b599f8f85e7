//! The stores as their users see them.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod golden;
mod memory;
mod outage;
mod redis;
mod values;
