//! What a caller sees of a session.

use std::time::{Duration, SystemTime};

use irt_core::Ability;
use persistence::EstimateDisplay;

use crate::access::Access;

/// Who looks at a session, and when. What is shown of a session is made with one, so that an estimate which the caller may not see
/// never gets into a reply.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    estimates: EstimateDisplay,
    now: SystemTime,
}

impl View {
    /// The view of this caller at this moment, where the exam type shows examinees these estimates. The platform sees everything.
    pub(crate) const fn new(access: &Access, shown: EstimateDisplay, now: SystemTime) -> Self {
        Self { estimates: if access.is_platform() { EstimateDisplay::Always } else { shown }, now }
    }

    /// An estimate of a session that goes on.
    pub(crate) fn interim(self, ability: Ability) -> Option<Ability> {
        (self.estimates == EstimateDisplay::Always).then_some(ability)
    }

    /// The final estimate of a completed session.
    pub(crate) fn last(self, ability: Ability) -> Option<Ability> {
        (self.estimates != EstimateDisplay::Never).then_some(ability)
    }

    /// How much time is left until a session ends.
    pub(crate) fn time_left(self, expires_at: SystemTime) -> Duration {
        expires_at.duration_since(self.now).unwrap_or(Duration::ZERO)
    }

    /// The moment of the view.
    pub(crate) const fn now(self) -> SystemTime {
        self.now
    }
}
