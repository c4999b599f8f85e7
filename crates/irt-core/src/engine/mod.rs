//! The running test.

mod adaptive_engine;
mod answers;
mod eligibility;
mod error;
mod next_item;
mod restore;
mod scratch;
mod state;
mod step;
mod stop_check;

pub use adaptive_engine::AdaptiveEngine;
pub use error::{EngineError, FollowError, ReplayError, RestoreError};
pub use state::EngineState;
pub use step::Step;
