//! Arguments that the service refuses.

use exam::ExamError;

/// The error for an argument that clap takes and the service does not.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct FaultyArgument(ExamError);

impl FaultyArgument {
    /// The error of a call whose input comes from the arguments alone.
    pub(crate) fn of(error: ExamError) -> anyhow::Error {
        match error {
            ExamError::InvalidValue { .. } => Self(error).into(),
            error => error.into(),
        }
    }
}
