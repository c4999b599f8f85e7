//! The working copy of running exam sessions: a trait, an in-memory store and Redis.

mod state;
mod store;

pub use state::{ItemParams, SessionState, StateSummary};
pub use store::{EngineStateStore, Expected, Saved, SessionKey, StoreError, StoreInfo};
