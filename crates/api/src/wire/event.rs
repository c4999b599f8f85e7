//! The events of a session, and the acts that make them.

use exam::{EventPage, EventRecord, Reissued};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::EventKindName;
use super::scalars::Seconds;
use super::session::SessionSummaryReply;
use super::time::rfc3339;

/// Why something is done to a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonRequest {
    /// The reason, for the events of the session: 1 to 500 characters, not only spaces, no control characters.
    #[schema(example = "the examinee changed to another device", min_length = 1, max_length = 500)]
    pub(crate) reason: String,
}

/// Gives a session more time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimeRequest {
    /// How many seconds to add, at most 30 days.
    #[schema(value_type = Seconds, example = 600)]
    pub(crate) seconds: i64,
    /// The reason, for the events of the session: 1 to 500 characters, not only spaces, no control characters.
    #[schema(example = "the network was down", min_length = 1, max_length = 500)]
    pub(crate) reason: String,
}

/// The session with its token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenReply {
    #[serde(flatten)]
    summary: SessionSummaryReply,
    /// The credential of the examinee from here on, as `Authorization: Bearer …`. No other call returns it; the one before has
    /// ended.
    session_token: String,
    /// The link with which the examinee takes the session in a browser, once; its path alone unless the server
    /// knows its public address, and absent where it has no exam page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri-reference")]
    entry_url: Option<String>,
}

/// A page of the events of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventList {
    events: Vec<EventReply>,
    /// The value of `after` for the next page; null on the last page.
    next_after: Option<i64>,
}

/// What was done to a session other than answering.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventReply {
    /// Later events have greater numbers.
    event_id: i64,
    exam_session_id: i64,
    /// `token_reissued`, `time_added`, `paused`, `resumed`, `voided`, `reopened`, `rescored`, `examinee_unlinked`, `anonymized`,
    /// `deleted`, `webhook_dead` or `webhook_resent`.
    #[schema(value_type = EventKindName)]
    kind: &'static str,
    /// Who: `key:` and the name of the API key; `settings:` and the place of the key in the settings; `platform` on a server
    /// without keys and for commands; `retention`; or `webhooks`.
    actor: String,
    /// Why, in the words of the actor.
    reason: Option<String>,
    /// How many seconds it is about: those that were added, those of the pause, or those left when the session
    /// was reopened.
    seconds: Option<i64>,
    #[schema(format = DateTime)]
    occurred_at: String,
    /// The span of time that it is about: the pause, or the time for which a reopened session stood still.
    span: Option<SpanReply>,
}

/// A span of time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimeSpan)]
pub(crate) struct SpanReply {
    /// Its beginning.
    #[schema(format = DateTime)]
    from: String,
    /// Its end.
    #[schema(format = DateTime)]
    to: String,
}

/// From how many sessions an examinee was unlinked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unlinked {
    /// How many.
    pub(crate) unlinked: u64,
}

impl TokenReply {
    /// The reply with the link of the exam page, where there is one.
    pub(crate) fn new(reissued: Reissued, entry_url: Option<String>) -> Self {
        let Reissued { summary, session_token } = reissued;
        Self { summary: summary.into(), session_token: session_token.reveal().to_owned(), entry_url }
    }
}

impl From<EventPage> for EventList {
    fn from(page: EventPage) -> Self {
        Self { events: page.events.into_iter().map(EventReply::from).collect(), next_after: page.next_after }
    }
}

impl From<EventRecord> for EventReply {
    fn from(event: EventRecord) -> Self {
        let EventRecord { id, session, at, kind, actor, reason, seconds, span } = event;
        let (kind, occurred_at) = (kind.as_str(), rfc3339(at));
        let span = span.map(|span| SpanReply { from: rfc3339(span.start), to: rfc3339(span.end) });
        Self { event_id: id, exam_session_id: session.0, kind, actor, reason, seconds, occurred_at, span }
    }
}
