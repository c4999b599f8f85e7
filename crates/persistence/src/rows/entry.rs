//! The links with which examinees enter the pages.

use std::time::SystemTime;

use super::session::ExamSessionId;

/// The use of an entry link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryUse {
    /// The session.
    pub session: ExamSessionId,
    /// The digest of the token to which the link belongs.
    pub token_digest: [u8; 32],
    /// The digest of what the browser keeps that uses the link.
    pub used_by: [u8; 32],
    /// When it is used.
    pub used_at: SystemTime,
}
