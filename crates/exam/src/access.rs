//! Who is asking, and the token that lets an examinee into one session.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::environment::Environment;
use crate::error::ExamError;

const TOKEN_BYTES: usize = 32;
/// What every token begins with, so that it is known for one wherever it turns up.
const TOKEN_PREFIX: &str = "ast_";

/// On whose behalf a call is made.
#[derive(Debug, Clone)]
pub enum Access {
    /// The exam platform, which may do everything.
    Platform,
    /// Whoever holds this token: the examinee of one session, who may sit that session and no more.
    Examinee(SessionToken),
}

impl Access {
    /// Lets the platform through.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`] for an examinee.
    pub fn require_platform(&self, action: &'static str) -> Result<(), ExamError> {
        match self {
            Self::Platform => Ok(()),
            Self::Examinee(_) => Err(ExamError::PlatformOnly { action }),
        }
    }

    /// Lets through whoever may sit this session.
    pub(crate) fn require_session(&self, session: i64, token_digest: &[u8; 32]) -> Result<(), ExamError> {
        match self {
            Self::Platform => Ok(()),
            Self::Examinee(token) if bool::from(token.digest().ct_eq(token_digest)) => Ok(()),
            Self::Examinee(_) => Err(ExamError::ForeignSession { session }),
        }
    }
}

/// The secret that an examinee shows to sit a session. Only its digest is ever stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// Takes the token a client sent. Whether it fits a session is found out when the session is opened.
    #[must_use]
    pub fn from_client(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether a text has the form of a token at all.
    #[must_use]
    pub fn is_plausible(text: &str) -> bool {
        text.starts_with(TOKEN_PREFIX)
    }

    pub(crate) fn draw(environment: &dyn Environment) -> Result<Self, ExamError> {
        let mut bytes = [0_u8; TOKEN_BYTES];
        environment.fill_random(&mut bytes).map_err(ExamError::NoEntropy)?;
        Ok(Self::of_bytes(bytes))
    }

    /// The token of these bytes, which nobody else can know.
    pub(crate) fn of_bytes(bytes: [u8; TOKEN_BYTES]) -> Self {
        Self(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The text the examinee is given, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(hidden)")
    }
}
