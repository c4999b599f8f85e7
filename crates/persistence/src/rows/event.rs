//! Events: what was done to a session other than answering.

use std::ops::Range;
use std::time::SystemTime;

use super::session::ExamSessionId;

/// What was done to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The session has another token; the one before has ended.
    TokenReissued,
    /// The session no longer names its examinee.
    ExamineeUnlinked,
    /// The session no longer names its examinee, and its token has ended: it is older than the record keeps such things.
    Anonymized,
    /// The session and its answers are no longer in the record.
    Deleted,
    /// The session ends later, by the seconds of the event.
    TimeAdded,
    /// The clock of the session stands still, and it takes no answers.
    Paused,
    /// The session goes on after a pause of the seconds of the event.
    Resumed,
    /// The session ends later, by the seconds of the event: those that an outage took from it.
    OutageCredited,
    /// The result of the session does not count. A session that was active is completed.
    Voided,
    /// The session was completed and is active again. It has the seconds of the event left, where it has a time limit.
    Reopened,
    /// The answers of the session were scored under another version of its exam type. Its result stays.
    Rescored,
    /// A message about the session was given up: its endpoint did not take it.
    WebhookDead,
    /// A message about the session is sent again by command.
    WebhookResent,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::TokenReissued,
        Self::ExamineeUnlinked,
        Self::Anonymized,
        Self::Deleted,
        Self::TimeAdded,
        Self::Paused,
        Self::Resumed,
        Self::OutageCredited,
        Self::Voided,
        Self::Reopened,
        Self::Rescored,
        Self::WebhookDead,
        Self::WebhookResent,
    ];

    /// The name in the database and over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TokenReissued => "token_reissued",
            Self::ExamineeUnlinked => "examinee_unlinked",
            Self::Anonymized => "anonymized",
            Self::Deleted => "deleted",
            Self::TimeAdded => "time_added",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::OutageCredited => "outage_credited",
            Self::Voided => "voided",
            Self::Reopened => "reopened",
            Self::Rescored => "rescored",
            Self::WebhookDead => "webhook_dead",
            Self::WebhookResent => "webhook_resent",
        }
    }

    /// The kind with this name.
    ///
    /// ```
    /// use persistence::EventKind;
    ///
    /// assert_eq!(EventKind::from_name("token_reissued"), Some(EventKind::TokenReissued));
    /// assert_eq!(EventKind::from_name("answered"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether the token with which the session was started has ended by an event of this kind.
    #[must_use]
    pub const fn ends_token(self) -> bool {
        match self {
            Self::TokenReissued | Self::Anonymized | Self::Deleted => true,
            Self::ExamineeUnlinked
            | Self::TimeAdded
            | Self::Paused
            | Self::Resumed
            | Self::OutageCredited
            | Self::Voided
            | Self::Reopened
            | Self::Rescored
            | Self::WebhookDead
            | Self::WebhookResent => false,
        }
    }
}

/// An event to be kept with a change. The call that makes the change says what kind it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub at: SystemTime,
    /// Who: the name of an API key, for example.
    pub actor: String,
    /// Why, in the words of the actor.
    pub reason: Option<String>,
}

/// An event as the record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// Its number. Later events have greater ones.
    pub id: i64,
    /// The session that it is about. The record may not have it any more.
    pub session: ExamSessionId,
    /// When.
    pub at: SystemTime,
    /// What.
    pub kind: EventKind,
    /// Who.
    pub actor: String,
    /// Why, in the words of the actor.
    pub reason: Option<String>,
    /// How many seconds it is about.
    pub seconds: Option<i64>,
    /// The span of time that it is about.
    pub span: Option<Range<SystemTime>>,
}
