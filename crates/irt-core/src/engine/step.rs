//! What a session does next.

use crate::identity::ItemIndex;
use crate::stopping::StopReason;

/// What happens next in a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// This item is to be shown and answered.
    Administer(ItemIndex),
    /// The test is over.
    Stop(StopReason),
}
