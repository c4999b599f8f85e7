//! The suite that every store must pass.
//!
//! [`run`] runs all cases, each on session numbers that no other case uses. It saves and deletes nothing else, but the
//! last case calls [`clear`](EngineStateStore::clear): hand the suite a store that is empty or has a key prefix of its
//! own.
//!
//! Expiry is awaited by asking for the time to live until there is none, so the suite works with the real time and,
//! for stores that live by it, with the paused time of tokio.
//!
//! ```
//! use std::sync::Arc;
//! use state_store::{MemoryStore, conformance};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let subject = conformance::Subject::new(Arc::new(MemoryStore::default()), Arc::new(MemoryStore::default()));
//! conformance::run(&subject).await
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod lifetimes;
mod listing;
mod races;
mod revisions;
pub mod sample;
mod values;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::state::SessionState;
use crate::store::{EngineStateStore, Expected, Saved, SessionKey, StoreError};

/// The store under test, and another one with another key prefix.
pub struct Subject {
    store: Arc<dyn EngineStateStore>,
    other: Arc<dyn EngineStateStore>,
    next_key: AtomicI64,
}

impl Subject {
    /// The store under test, and a store of the same kind, on the same server if there is one, with another key prefix.
    #[must_use]
    pub fn new(store: Arc<dyn EngineStateStore>, other: Arc<dyn EngineStateStore>) -> Self {
        // Somewhere in the upper half of the positive numbers, where no session of a real exam is.
        let start = RandomState::new().hash_one(0_u8) >> 2 | 1 << 62;
        Self { store, other, next_key: AtomicI64::new(i64::try_from(start).unwrap_or(1 << 62)) }
    }

    fn fresh_key(&self) -> SessionKey {
        SessionKey(self.next_key.fetch_add(1, Ordering::Relaxed))
    }

    fn store(&self) -> &dyn EngineStateStore {
        &*self.store
    }
}

/// A store that does not keep the contract.
#[derive(Debug, thiserror::Error)]
#[error("case `{case}`: {fault}")]
pub struct Violation {
    /// The case that found it.
    pub case: &'static str,
    /// What was found.
    #[source]
    pub fault: Fault,
}

/// What a case found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The store answered, but not as the contract requires.
    #[error("expected {expected}, got {got}")]
    Unexpected {
        /// What the contract requires.
        expected: String,
        /// What the store answered.
        got: String,
    },
    /// A value did not expire.
    #[error("the value of session {session} outlived its time to live by far")]
    NeverExpired {
        /// The session.
        session: i64,
    },
    /// A task of the suite itself broke.
    #[error("a task of the suite did not finish")]
    Task(#[from] tokio::task::JoinError),
}

type Outcome = Result<(), Fault>;

/// How long a value may outlive its time to live before it counts as never expiring.
const PATIENCE: Duration = Duration::from_secs(10);

/// A time to live that does not end during the suite.
const LONG: Duration = Duration::from_secs(3600);

/// Runs the cases named, one after the other.
macro_rules! run_all {
    ($subject:expr; $($module:ident: $($case:ident),+;)+) => {
        $($(
            $module::$case($subject).await.map_err(|fault| Violation { case: stringify!($case), fault })?;
        )+)+
    };
}

/// Runs all cases.
///
/// # Errors
/// [`Violation`]: the first case that the store does not pass.
pub async fn run(subject: &Subject) -> Result<(), Violation> {
    run_all! { subject;
        values: absent_session_has_nothing, state_comes_back_bit_for_bit, later_save_replaces_the_value,
            states_of_sessions_stay_apart, summary_equals_the_loaded_state, delete_removes_one_session,
            contradictory_state_is_refused;
        revisions: any_always_stores, absent_stores_once, revision_stores_only_over_itself,
            revision_never_creates, conflict_changes_nothing, deleted_session_is_absent;
        lifetimes: save_sets_the_time_to_live, save_renews_the_time_to_live, save_never_shortens_the_time_to_live,
            extension_adds_to_what_is_left, extreme_times_are_taken_into_the_range, expired_value_is_gone,
            expired_session_is_absent;
        races: racing_increments_lose_no_update, racing_creations_have_one_winner, hundred_sessions_save_at_once;
        listing: active_sessions_are_listed_once, ping_answers, info_counts_the_sessions,
            clear_removes_all_of_ours_and_nothing_else;
    }
    Ok(())
}

/// The fault if something is not as the contract requires.
fn expect<T: PartialEq + std::fmt::Debug>(got: &T, expected: &T) -> Outcome {
    if got == expected {
        return Ok(());
    }
    Err(Fault::Unexpected { expected: format!("{expected:?}"), got: format!("{got:?}") })
}

/// The fault if a condition does not hold.
fn ensure(holds: bool, expected: &str, got: &impl std::fmt::Debug) -> Outcome {
    if holds {
        return Ok(());
    }
    Err(Fault::Unexpected { expected: expected.to_owned(), got: format!("{got:?}") })
}

/// The fault if a state is not the one that was saved, bit for bit. Only JSON values keep the parameters of items.
fn expect_state(got: Option<&SessionState>, saved: &SessionState, format: &str) -> Outcome {
    let mut expected = saved.clone();
    if format != "json" {
        expected.item_params_list.clear();
    }
    expect(&got, &Some(&expected))?;
    // Equality of floats overlooks the sign of zero.
    let bits = |state: &SessionState| (state.engine.theta.to_bits(), state.engine.standard_error.to_bits());
    expect(&got.map(bits), &Some(bits(&expected)))
}

/// Saves a state, which must succeed.
async fn store(subject: &Subject, key: SessionKey, state: &SessionState, ttl: Duration) -> Outcome {
    expect(&subject.store().save(key, state, Expected::Any, ttl).await?, &Saved::Stored)
}
