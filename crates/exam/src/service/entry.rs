//! The links with which examinees enter their sessions in a browser.
//!
//! A link has a code, which is the token of the session under a secret of all instances. It is used up by one browser: the record keeps
//! the digest of what this browser has been given, so that a click that is sent twice, and a reply that was lost, cost nobody the exam.

use credentials::{EntryCode, SessionToken};
use persistence::{EntryUse, ExamSessionId};

use super::ExamService;
use crate::error::ExamError;

/// The name under which the record keeps the secret of the codes.
const SECRET: &str = "entry codes";

/// The digest of what a browser keeps to be known again.
pub type BrowserDigest = [u8; 32];

/// What an entry link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// It belongs to no session, or its session has got another token since.
    Void,
    /// Another browser has used it up.
    UsedElsewhere(ExamSessionId),
    /// It leads to this session.
    Open {
        /// The session.
        session: ExamSessionId,
        /// The name of its exam type.
        exam_type: String,
        /// Its token.
        token: SessionToken,
    },
}

impl ExamService {
    /// The code of the entry link of a session with this token. The same token has the same code.
    ///
    /// # Errors
    /// [`ExamError::Record`] and [`ExamError::NoEntropy`], both on the first call alone; [`ExamError::UnusableRecord`] for what is no
    /// token.
    pub async fn entry_code(&self, session: ExamSessionId, token: &SessionToken) -> Result<EntryCode, ExamError> {
        let code = EntryCode::new(&self.entry_secret().await?, session.0, token);
        code.ok_or_else(|| ExamError::UnusableRecord {
            what: format!("exam session {}", session.0),
            reason: "its token is none".to_owned(),
        })
    }

    /// Looks where a link leads, and does not use it up.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn look_at_entry(&self, code: &EntryCode, browser: Option<BrowserDigest>) -> Result<Entry, ExamError> {
        let entry = self.entry(code).await?;
        match &entry {
            Entry::Open { session, token, .. } => match self.record().entry_used_by(token.digest()).await? {
                Some(first) if browser != Some(first) => Ok(Entry::UsedElsewhere(*session)),
                _ => Ok(entry),
            },
            _ => Ok(entry),
        }
    }

    /// Uses a link up. The browser that has used it may do so again.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn enter(&self, code: &EntryCode, browser: BrowserDigest) -> Result<Entry, ExamError> {
        let entry = self.entry(code).await?;
        let Entry::Open { session, token, .. } = &entry else { return Ok(entry) };
        let used_at = self.environment().now();
        let entry_use = EntryUse { session: *session, token_digest: token.digest(), used_by: browser, used_at };
        let first = self.record().use_entry(entry_use).await?;
        Ok(if first == browser { entry } else { Entry::UsedElsewhere(*session) })
    }

    async fn entry(&self, code: &EntryCode) -> Result<Entry, ExamError> {
        let row = match self.row(ExamSessionId(code.session())).await {
            Ok(row) => row,
            Err(ExamError::UnknownSession { .. }) => return Ok(Entry::Void),
            Err(error) => return Err(error),
        };
        let Some(token) = code.token(&self.entry_secret().await?, &row.token_digest) else { return Ok(Entry::Void) };
        let exam = self.exams().exam(row.exam_type_id).await?;
        Ok(Entry::Open { session: row.id, exam_type: exam.exam_type.definition.name.clone(), token })
    }

    /// The secret that all instances on this record use.
    async fn entry_secret(&self) -> Result<[u8; 32], ExamError> {
        self.secret(&self.parts.entry_secret, SECRET).await
    }
}
