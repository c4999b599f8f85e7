//! Who answers the items.

use super::exam_client::{Item, Reply};
use super::screen::Screen;

/// The person or the simulee that answers the items.
pub(super) trait Examinee {
    /// The answer to an item; `None` when the examinee stops.
    fn answer(&mut self, item: &Item, screen: &mut Screen) -> anyhow::Result<Option<Reply>>;
}
