//! The caller of the service, and what each kind of caller may do.

use credentials::SessionToken;
use persistence::ExamSessionId;

use crate::error::ExamError;

/// The caller of a call.
#[derive(Debug, Clone)]
pub enum Access {
    /// The exam platform, which may do everything.
    Platform,
    /// The examinee with this token, who may take the session of the token and nothing else.
    Examinee(SessionToken),
}

impl Access {
    /// Accepts the platform only.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`] for an examinee.
    pub fn require_platform(&self, action: &'static str) -> Result<(), ExamError> {
        match self {
            Self::Platform => Ok(()),
            Self::Examinee(_) => Err(ExamError::PlatformOnly { action }),
        }
    }

    /// Accepts the platform and the examinee of this session.
    pub(crate) fn require_session(&self, session: ExamSessionId, token_digest: &[u8; 32]) -> Result<(), ExamError> {
        match self {
            Self::Platform => Ok(()),
            Self::Examinee(token) if token.has_digest(token_digest) => Ok(()),
            Self::Examinee(_) => Err(ExamError::ForeignSession { session }),
        }
    }
}
