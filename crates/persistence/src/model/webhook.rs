//! Endpoints of webhooks and the messages to them.

use diesel::prelude::*;

use super::column::narrow;
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{ExamSessionId, WebhookEndpoint, WebhookKind, WebhookMessage, WebhookOutcome, WebhookState};
use crate::schema::{webhook_endpoints, webhook_messages};

/// What separates the kinds of an endpoint.
const SEPARATOR: char = ',';

/// An endpoint.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_endpoints)]
pub(crate) struct WebhookEndpointRow {
    pub(crate) name: String,
    pub(crate) kinds: String,
    since: i64,
}

impl WebhookEndpointRow {
    /// The endpoint, known since this time.
    pub(crate) fn new(endpoint: WebhookEndpoint, since: i64) -> Self {
        let kinds: Vec<_> = endpoint.kinds.iter().map(|kind| kind.as_str()).collect();
        Self { name: endpoint.name, kinds: kinds.join(&SEPARATOR.to_string()), since }
    }
}

impl From<WebhookEndpointRow> for WebhookEndpoint {
    /// Kinds that this version of the program does not know are left out.
    fn from(row: WebhookEndpointRow) -> Self {
        Self { name: row.name, kinds: row.kinds.split(SEPARATOR).filter_map(WebhookKind::from_name).collect() }
    }
}

/// A message as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = webhook_messages)]
pub(crate) struct WebhookMessageRow {
    pub(crate) id: i64,
    pub(crate) message_id: String,
    pub(crate) endpoint: String,
    pub(crate) kind: String,
    pub(crate) session_id: i64,
    created_at: i64,
    pub(crate) attempts: i32,
    next_attempt_at: Option<i64>,
    last_error: Option<String>,
    delivered_at: Option<i64>,
    dead_at: Option<i64>,
}

impl WebhookMessageRow {
    /// When it may be sent; `None` if it does not wait.
    pub(crate) const fn due_at(&self) -> Option<i64> {
        self.next_attempt_at
    }

    /// The same row after it was claimed until this time.
    pub(crate) fn claimed(self, until: i64) -> Self {
        Self { attempts: self.attempts.saturating_add(1), next_attempt_at: Some(until), ..self }
    }

    /// What the event of a session says of its message.
    pub(crate) fn described(&self) -> String {
        format!("{} {} to {}", self.kind, self.message_id, self.endpoint)
    }
}

impl TryFrom<WebhookMessageRow> for WebhookMessage {
    type Error = RecordError;

    fn try_from(row: WebhookMessageRow) -> Result<Self, RecordError> {
        let state = match (row.next_attempt_at, row.delivered_at, row.dead_at) {
            (Some(at), None, None) => WebhookState::Pending(from_micros(at)),
            (None, Some(at), None) => WebhookState::Delivered(from_micros(at)),
            (None, None, Some(at)) => WebhookState::Dead(from_micros(at)),
            times => return Err(RecordError::Unreadable { what: "webhook message", value: format!("{times:?}") }),
        };
        Ok(Self {
            id: row.id,
            message_id: row.message_id,
            endpoint: row.endpoint,
            kind: row.kind,
            session: ExamSessionId(row.session_id),
            created_at: from_micros(row.created_at),
            attempts: narrow(row.attempts.into(), "number of attempts")?,
            last_error: row.last_error,
            state,
        })
    }
}

/// What an attempt changes of its message.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = webhook_messages, treat_none_as_null = true)]
pub(crate) struct WebhookOutcomeChange {
    next_attempt_at: Option<i64>,
    pub(crate) last_error: Option<String>,
    delivered_at: Option<i64>,
    dead_at: Option<i64>,
}

impl WebhookOutcomeChange {
    /// What an attempt that ended at this time changes.
    pub(crate) fn new(outcome: WebhookOutcome, at: i64) -> Self {
        let none = Self { next_attempt_at: None, last_error: None, delivered_at: None, dead_at: None };
        match outcome {
            WebhookOutcome::Delivered => Self { delivered_at: Some(at), ..none },
            WebhookOutcome::Failed { next_attempt_at, error } => {
                Self { next_attempt_at: Some(to_micros(next_attempt_at)), last_error: Some(error), ..none }
            }
            WebhookOutcome::Dead { error } => Self { dead_at: Some(at), last_error: Some(error), ..none },
        }
    }

    /// Whether the message is given up.
    pub(crate) const fn gives_up(&self) -> bool {
        self.dead_at.is_some()
    }
}
