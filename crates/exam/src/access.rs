//! The caller of the service, and what each kind of caller may do.

use credentials::{Scopes, SessionToken};
use persistence::ExamSessionId;

use crate::error::ExamError;
use crate::permission::Permission;
use crate::platform::{Actor, Platform};

/// What events call an examinee.
pub(crate) const EXAMINEE: &str = "examinee";

/// The caller of a call.
#[derive(Debug, Clone)]
pub enum Access {
    /// The exam platform, which may do what its scopes open.
    Platform(Platform),
    /// The examinee with this token, who may take the session of the token and nothing else.
    Examinee(SessionToken),
}

impl Access {
    /// The exam platform without a key and with every scope.
    pub const PLATFORM: Self = Self::Platform(Platform { actor: Actor::Platform, scopes: Scopes::ALL });

    /// Accepts the callers who have this permission. An examinee who has it may use it on the session of the token alone,
    /// which each call checks.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`] for an examinee, [`ExamError::InsufficientScope`] for the platform.
    pub fn require(&self, permission: &Permission) -> Result<(), ExamError> {
        let &Permission { action, scopes, examinees } = permission;
        match self {
            Self::Platform(own) if scopes.iter().any(|scope| own.scopes.open(scope)) => Ok(()),
            Self::Platform(_) => Err(ExamError::InsufficientScope { action, needed: scopes }),
            Self::Examinee(_) if examinees => Ok(()),
            Self::Examinee(_) => Err(ExamError::PlatformOnly { action }),
        }
    }

    /// Accepts the platform and the examinee of this session.
    pub(crate) fn require_session(&self, session: ExamSessionId, token_digest: &[u8; 32]) -> Result<(), ExamError> {
        match self {
            Self::Platform(_) => Ok(()),
            Self::Examinee(token) if token.has_digest(token_digest) => Ok(()),
            Self::Examinee(_) => Err(ExamError::ForeignSession { session }),
        }
    }

    /// What the events of a session call the caller.
    pub(crate) fn actor(&self) -> String {
        match self {
            Self::Platform(platform) => platform.actor.to_string(),
            Self::Examinee(_) => EXAMINEE.to_owned(),
        }
    }

    /// Whether the caller is the exam platform.
    pub(crate) const fn is_platform(&self) -> bool {
        matches!(self, Self::Platform(_))
    }
}
