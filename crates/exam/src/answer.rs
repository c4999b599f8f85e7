//! The forms in which an answer comes.

/// The answer to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The key of the option that the examinee chose.
    Choice(String),
    /// The platform has scored the answer as right or wrong.
    Correct(bool),
    /// The platform has scored the answer with this category.
    Score(u8),
}

impl Answer {
    /// The chosen option, where there was a choice.
    pub(crate) fn choice(&self) -> Option<&str> {
        match self {
            Self::Choice(key) => Some(key),
            Self::Correct(_) | Self::Score(_) => None,
        }
    }
}
