//! Webhooks: the endpoints of the settings, and the messages to them.

use std::time::SystemTime;

use super::session::ExamSessionId;

/// What has become of a session, as the database tells endpoints of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WebhookKind {
    /// The session is completed, and its result counts.
    Completed,
    /// The result of the session does not count: it was completed so, or it was completed before.
    Voided,
    /// The session was completed and is not completed any more.
    Reopened,
}

impl WebhookKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Completed, Self::Voided, Self::Reopened];

    /// The name in the settings, in the database and in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "session.completed",
            Self::Voided => "session.voided",
            Self::Reopened => "session.reopened",
        }
    }

    /// The kind with this name.
    ///
    /// ```
    /// use persistence::WebhookKind;
    ///
    /// assert_eq!(WebhookKind::from_name("session.voided"), Some(WebhookKind::Voided));
    /// assert_eq!(WebhookKind::from_name("voided"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An endpoint to which the database adds messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Its name in the settings.
    pub name: String,
    /// The kinds of messages that it wants.
    pub kinds: Vec<WebhookKind>,
}

/// A message to an endpoint, as the record has it. It names its session and holds nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    /// Its number. Later messages have greater ones.
    pub id: i64,
    /// Its name, by which a receiver knows it again.
    pub message_id: String,
    /// The name of its endpoint.
    pub endpoint: String,
    /// What happened: a name of [`WebhookKind`], or one that a later version of the program knows.
    pub kind: String,
    /// The session. The record may not have it any more.
    pub session: ExamSessionId,
    /// When it happened.
    pub created_at: SystemTime,
    /// How often it was sent, or begun to be sent, since it was added or last sent again by command.
    pub attempts: u32,
    /// Why the latest attempt failed.
    pub last_error: Option<String>,
    /// Where it stands.
    pub state: WebhookState,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// It waits until then; while it is being sent, until the time at which another may send it.
    Pending(SystemTime),
    /// The endpoint took it then.
    Delivered(SystemTime),
    /// It was given up then.
    Dead(SystemTime),
}

/// The messages of a listing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WebhookFilter {
    /// All of them.
    #[default]
    All,
    /// Those that wait for an attempt.
    Pending,
    /// Those that were given up.
    Dead,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// The endpoint took the message.
    Delivered,
    /// It did not; it is asked again.
    Failed {
        /// From when on.
        next_attempt_at: SystemTime,
        /// Why.
        error: String,
    },
    /// It did not, and is not asked again.
    Dead {
        /// Why.
        error: String,
    },
}

/// How many messages there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookCounts {
    /// That wait for an attempt.
    pub pending: u64,
    /// That were given up.
    pub dead: u64,
}
