//! Who answers the items.

use super::screen::Screen;
use exam::{Answer, ShownItem};

/// The person or the simulee that answers the items.
pub(super) trait Examinee {
    /// The answer to an item; `None` when the examinee stops.
    fn answer(&mut self, item: &ShownItem, screen: &mut Screen) -> anyhow::Result<Option<Answer>>;
}
