//! Item response theory and computerized adaptive testing.

pub mod engine {
    //! The running test.
    pub mod state;
}
pub mod identity;
pub mod response;
pub mod stopping;

pub use engine::state::EngineState;
pub use identity::{InvalidItemId, ItemId, ItemIndex};
pub use response::Response;
pub use stopping::StopReason;
