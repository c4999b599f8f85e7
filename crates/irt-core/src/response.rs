//! What an examinee's answer was worth.

/// A scored answer: the category reached, 0 for the lowest.
///
/// For a dichotomous item 0 is wrong and 1 is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Response(pub u8);

impl Response {
    /// A wrong answer to a dichotomous item.
    pub const WRONG: Self = Self(0);
    /// A right answer to a dichotomous item.
    pub const RIGHT: Self = Self(1);
    /// No answer: the item was shown and left out. It counts as an item of the test, for its content area and its exposure,
    /// and not for the estimate. No item has so high a category. Only [`AdaptiveEngine`](crate::AdaptiveEngine) takes it: a
    /// pattern to be scored lists the answered items.
    pub const MISSING: Self = Self(u8::MAX);

    /// The response to a dichotomous item that was answered rightly or not.
    #[must_use]
    pub const fn from_correct(correct: bool) -> Self {
        if correct { Self::RIGHT } else { Self::WRONG }
    }
}
