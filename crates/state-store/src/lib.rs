//! The working copy of running exam sessions: a trait, an in-memory store and Redis.
//!
//! A session's whole state - estimate, items, responses, pending item, seed - is one small value with a time to live.
//! [`EngineStateStore`] is what the rest of the system asks for; [`MemoryStore`] serves a single process,
//! [`RedisStore`] any number of them. [`BreakerStore`] and [`ObservedStore`] go around either: the one stops calling a
//! store that does not answer, the other counts and times the calls.
//!
//! ```
//! use std::time::Duration;
//! use irt_core::{EngineState, ExamineeStart, ItemIndex};
//! use state_store::{EngineStateStore, Expected, MemoryStore, Saved, SessionKey, SessionState};
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let store = MemoryStore::default();
//! let (key, ttl) = (SessionKey(1), Duration::from_secs(3600));
//! let started = SessionState {
//!     revision: 0,
//!     exam_type: "placement".to_owned(),
//!     exam_type_id: 1,
//!     token_digest: [0; 32],
//!     expires_at: None,
//!     engine: EngineState {
//!         seed: 7,
//!         theta: 0.0,
//!         standard_error: 1.0,
//!         items: vec![],
//!         responses: vec![],
//!         pending: Some(ItemIndex(12)),
//!         stop_reason: None,
//!         max_items: 20,
//!         examinee: ExamineeStart::default(),
//!         withheld: vec![],
//!         fingerprint: None,
//!     },
//!     item_params_list: vec![],
//! };
//! assert_eq!(store.save(key, &started, Expected::Absent, ttl).await?, Saved::Stored);
//! assert_eq!(store.load(key).await?, Some(started.clone()));
//!
//! // A save that expects another revision than the stored one changes nothing and returns the stored revision.
//! let late = store.save(key, &started, Expected::Revision(4), ttl).await?;
//! assert_eq!(late, Saved::Conflict { stored: Some(0) });
//! # Ok::<(), state_store::StoreError>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What holds for every store
//!
//! - The store only accelerates. The record (the database) decides; a state that is lost, expired, or cannot be read
//!   ([`StoreError::Unreadable`]) is rebuilt from it. No caller may treat an absent state as an unknown session.
//! - A save compares the stored revision with the expected one and stores value and time to live in one atomic step.
//!   A value that cannot be read counts as a conflict without a revision; [`Expected::Any`] replaces it.
//! - A save sets the time to live, but never to less than is left. Times are whole milliseconds from [`MIN_TTL`] to
//!   [`MAX_TTL`]; others are taken into that range.
//! - A state comes back bit for bit, except that MessagePack values do not carry `item_params_list`.
//! - What could not be read back is not stored ([`StoreError::InvalidState`]).
//! - An operation on a session is one round trip. Listing, [`info`](EngineStateStore::info) and
//!   [`clear`](EngineStateStore::clear) go through all keys of the Redis database, in steps that do not block it.
//!
//! The `conformance` module (feature `conformance`) has these rules as a suite that runs on any store; [`codec`]
//! documents the values.
//!
//! # Features
//!
//! - `redis` (default): [`RedisStore`].
//! - `conformance`: the suite and its sample states, for tests of stores kept elsewhere.

mod breaker;
pub mod codec;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod memory;
mod observed;
#[cfg(feature = "redis")]
mod redis_store;
mod request_budget;
mod state;
mod store;
mod ttl;

pub use breaker::{BreakerOpen, BreakerReport, BreakerSettings, BreakerStore};
pub use codec::ValueFormat;
pub use memory::MemoryStore;
pub use observed::ObservedStore;
#[cfg(feature = "redis")]
pub use redis_store::{ClusterSettings, DEFAULT_KEY_PREFIX, RedisSettings, RedisStore, SentinelSettings, TlsSettings};
pub use request_budget::{BudgetSpent, with_store_budget};
pub use state::{ItemParams, SessionState, StateSummary};
pub use store::{EngineStateStore, Expected, Result, Saved, SessionKey, StoreError, StoreInfo};
pub use ttl::{MAX_TTL, MIN_TTL};
