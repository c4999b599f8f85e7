//! Which sessions a listing has.

use std::time::SystemTime;

/// Which sessions a listing has: those for which everything here holds that is given.
///
/// ```
/// use persistence::{ListedState, SessionFilter};
///
/// assert_eq!(SessionFilter::default().state, ListedState::Active);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Where they stand.
    pub state: ListedState,
    /// The name of their exam type.
    pub exam_type: Option<String>,
    /// The version of their exam type; any when absent.
    pub exam_type_version: Option<i32>,
    /// Their examinee, as the platform names them.
    pub examinee_id: Option<String>,
    /// They were started at this time or later.
    pub started_from: Option<SystemTime>,
    /// They were started before this time.
    pub started_before: Option<SystemTime>,
}

/// The end of a part of a listing: of the first sessions after a number, so many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListingEnd {
    /// The number of the last of them; `None` when there are fewer.
    pub last: Option<i64>,
    /// Whether the listing has sessions after it.
    pub has_more: bool,
}

/// Where the sessions of a listing stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ListedState {
    /// They are neither completed nor paused.
    #[default]
    Active,
    /// They are paused.
    Paused,
    /// They are completed, and their results count.
    Completed,
    /// They are completed, and their results do not count.
    Voided,
    /// Anywhere.
    All,
}

impl ListedState {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Active, Self::Paused, Self::Completed, Self::Voided, Self::All];

    /// The name over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Voided => "voided",
            Self::All => "all",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }
}
