//! The stores as their users see them.

mod golden;
mod memory;
mod outage;
mod redis;
mod values;
