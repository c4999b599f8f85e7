//! The end of a session.

use std::fmt;
use std::time::SystemTime;

use irt_core::{Estimate, StopReason};

/// Why a completed session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum EndReason {
    /// A stopping rule of the test applied.
    Stopped(StopReason),
    /// The session was completed before a stopping rule applied.
    EndedEarly,
    /// Its time was over before a stopping rule applied.
    Expired,
}

impl EndReason {
    /// The name in the database and over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped(reason) => reason.as_str(),
            Self::EndedEarly => "ended_early",
            Self::Expired => "expired",
        }
    }

    /// The reason with this name.
    ///
    /// ```
    /// use irt_core::StopReason;
    /// use persistence::EndReason;
    ///
    /// assert_eq!(EndReason::from_name("max_items"), Some(EndReason::Stopped(StopReason::MaxItems)));
    /// assert_eq!(EndReason::from_name("expired"), Some(EndReason::Expired));
    /// assert_eq!(EndReason::from_name("boredom"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let own = [Self::EndedEarly, Self::Expired].into_iter().find(|reason| reason.as_str() == name);
        own.or_else(|| StopReason::from_name(name).map(Self::Stopped))
    }
}

impl TryFrom<String> for EndReason {
    type Error = UnknownEndReason;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::from_name(&name).ok_or(UnknownEndReason { name })
    }
}

/// A name that no [`EndReason`] has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a reason for which a session ends")]
pub struct UnknownEndReason {
    /// The name.
    pub name: String,
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The result of a completed session.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Why the session ended.
    pub reason: EndReason,
    /// The reported estimate.
    pub estimate: Estimate,
    /// When it was completed.
    pub completed_at: SystemTime,
    /// Whether the result does not count.
    pub voided: bool,
}
