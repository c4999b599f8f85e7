//! The working copy of running exam sessions: a trait, an in-memory store and Redis.

pub mod codec;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod memory;
#[cfg(feature = "redis")]
mod redis_store;
mod state;
mod store;
mod ttl;

pub use codec::ValueFormat;
pub use memory::MemoryStore;
#[cfg(feature = "redis")]
pub use redis_store::{DEFAULT_KEY_PREFIX, RedisSettings, RedisStore};
pub use state::{ItemParams, SessionState, StateSummary};
pub use store::{EngineStateStore, Expected, Saved, SessionKey, StoreError, StoreInfo};
pub use ttl::{MAX_TTL, MIN_TTL};
