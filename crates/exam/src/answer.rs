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
    /// The examinee leaves the item out.
    Skip,
}

/// An answer as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentAnswer {
    /// The answer.
    pub answer: Answer,
    /// How long the examinee took for the item, in milliseconds, as far as the client knows.
    pub response_time_ms: Option<u32>,
}

impl From<Answer> for SentAnswer {
    /// The answer of a client that does not measure times.
    fn from(answer: Answer) -> Self {
        Self { answer, response_time_ms: None }
    }
}

impl Answer {
    /// The chosen option, where there was a choice.
    pub(crate) fn choice(&self) -> Option<&str> {
        match self {
            Self::Choice(key) => Some(key),
            Self::Correct(_) | Self::Score(_) | Self::Skip => None,
        }
    }
}
