//! An answer on its way into the record.

use std::time::SystemTime;

use crate::answer::{Answer, SentAnswer};

/// An answer with the time at which it reached the service. That time decides whether the answer is in time.
pub(super) struct GivenAnswer<'a> {
    pub(super) item_id: &'a str,
    pub(super) sent: &'a SentAnswer,
    pub(super) at: SystemTime,
}

impl GivenAnswer<'_> {
    pub(super) const fn answer(&self) -> &Answer {
        &self.sent.answer
    }
}
