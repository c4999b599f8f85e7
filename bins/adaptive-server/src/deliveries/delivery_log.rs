//! What the log says of an endpoint: that it does not take messages, once, and that it does again.

use std::sync::atomic::{AtomicBool, Ordering};

use persistence::{RecordError, WebhookMessage, WebhookOutcome};

/// The log of one endpoint.
pub(super) struct DeliveryLog {
    endpoint: String,
    is_refusing: AtomicBool,
    is_record_failing: AtomicBool,
}

impl DeliveryLog {
    pub(super) const fn new(endpoint: String) -> Self {
        Self { endpoint, is_refusing: AtomicBool::new(false), is_record_failing: AtomicBool::new(false) }
    }

    /// Notes how an attempt ended. Messages that are given up are logged each.
    pub(super) fn note(&self, message: &WebhookMessage, outcome: &WebhookOutcome) {
        let WebhookMessage { message_id, session, attempts, .. } = message;
        let (endpoint, session) = (&self.endpoint, session.0);
        match outcome {
            WebhookOutcome::Delivered => {
                if self.is_refusing.swap(false, Ordering::Relaxed) {
                    tracing::info!(endpoint, "the webhook takes messages again");
                }
            }
            WebhookOutcome::Failed { error, .. } => {
                if !self.is_refusing.swap(true, Ordering::Relaxed) {
                    tracing::warn!(endpoint, message_id, session, error, "a webhook failed and will be tried again");
                }
            }
            WebhookOutcome::Dead { error } => {
                tracing::error!(endpoint, message_id, session, attempts, error, "a webhook message was given up");
            }
        }
    }

    /// Notes whether the record gives messages and takes their outcomes.
    pub(super) fn note_record(&self, error: Option<&RecordError>) {
        let was_failing = self.is_record_failing.swap(error.is_some(), Ordering::Relaxed);
        if let Some(error) = error.filter(|_| !was_failing) {
            let source = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(endpoint = self.endpoint, %error, source, "the messages of a webhook cannot be read or settled; this will be tried again");
        }
    }
}
