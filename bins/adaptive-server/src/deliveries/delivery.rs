//! The delivery of the messages to one endpoint. Several servers share them. A server claims a message for as long as two attempts
//! may take. After that, any server may claim it and send it again.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use exam::{Environment as _, RecordClock};
use persistence::{NewEvent, Record, RecordError, WebhookMessage, WebhookOutcome};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use webhooks::{Envelope, Schedule, SendFailure, Sender};

use crate::settings::webhook_endpoint::Endpoint;
use crate::settings::webhooks::WebhookSettings;

use super::delivery_log::DeliveryLog;
use super::message::payload;

/// How many messages are on their way to an endpoint at a time.
const AT_A_TIME: u32 = 8;
/// Who gives messages up, in the events of their sessions.
const ACTOR: &str = "webhooks";

/// Sends the messages to one endpoint.
pub(super) struct Delivery {
    record: Arc<dyn Record>,
    clock: Arc<RecordClock>,
    endpoint: Endpoint,
    sender: Sender,
    schedule: Schedule,
    /// How long nobody else sends a message that this server is about to send.
    claim: Duration,
    log: DeliveryLog,
}

impl Delivery {
    pub(super) fn new(
        record: Arc<dyn Record>,
        clock: Arc<RecordClock>,
        endpoint: Endpoint,
        settings: &WebhookSettings,
    ) -> Self {
        let log = DeliveryLog::new(endpoint.name.clone());
        let WebhookSettings { sender, schedule, timeout, .. } = settings;
        let claim = timeout.saturating_mul(2);
        Self { record, clock, endpoint, sender: sender.clone(), schedule: *schedule, claim, log }
    }

    /// Sends what is due, and looks again after each interval.
    pub(super) async fn run(self: Arc<Self>, interval: Duration) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            while self.send_due().await > 0 {}
        }
    }

    /// Sends messages that are due; how many.
    async fn send_due(self: &Arc<Self>) -> usize {
        let now = self.clock.now();
        let claimed = self.record.claim_webhook_messages(&self.endpoint.name, now, now + self.claim, AT_A_TIME).await;
        self.log.note_record(claimed.as_ref().err());
        let mut attempts = JoinSet::new();
        for message in claimed.unwrap_or_default() {
            attempts.spawn(Arc::clone(self).deliver(message));
        }
        let mut sent = 0;
        while let Some(outcome) = attempts.join_next().await {
            let error = outcome.ok().and_then(Result::err);
            self.log.note_record(error.as_ref());
            sent += usize::from(error.is_none());
        }
        sent
    }

    /// Sends a message and keeps the outcome. After an error of the record the message stays claimed, and is sent again later.
    async fn deliver(self: Arc<Self>, message: WebhookMessage) -> Result<(), RecordError> {
        let outcome = self.attempt(&message).await?;
        let label = match &outcome {
            WebhookOutcome::Delivered => "delivered",
            WebhookOutcome::Failed { .. } => "failed",
            WebhookOutcome::Dead { .. } => "dead",
        };
        metrics::counter!("adaptive_webhook_attempts_total", "outcome" => label).increment(1);
        self.log.note(&message, &outcome);
        let event = NewEvent { at: self.clock.now(), actor: ACTOR.to_owned(), reason: None };
        self.record.settle_webhook_message(&message, outcome, event).await.map(drop)
    }

    async fn attempt(&self, message: &WebhookMessage) -> Result<WebhookOutcome, RecordError> {
        let Some(payload) = payload(self.record.as_ref(), message).await? else {
            return Ok(WebhookOutcome::Dead { error: "the record no longer has the session".to_owned() });
        };
        let now = self.clock.now();
        let envelope = match payload.to_json() {
            Ok(body) => Envelope { id: message.message_id.clone(), timestamp: unix_seconds(now), body },
            Err(error) => return Ok(WebhookOutcome::Dead { error: format!("the message cannot be written: {error}") }),
        };
        let sent = self.sender.send(&self.endpoint.target, &self.endpoint.secrets, &envelope).await;
        Ok(sent.map_or_else(|failure| self.after(&failure, message.attempts), |()| WebhookOutcome::Delivered))
    }

    /// What becomes of a message after a failure.
    fn after(&self, failure: &SendFailure, attempts: u32) -> WebhookOutcome {
        let error = failure.to_string();
        let pause = self.schedule.pause(attempts, self.draw(), failure.retry_after());
        match pause.filter(|_| !failure.is_final()) {
            Some(pause) => WebhookOutcome::Failed { next_attempt_at: self.clock.now() + pause, error },
            None => WebhookOutcome::Dead { error },
        }
    }

    /// A random number from 0 to 1. Without one from the operating system the pause is the longest.
    fn draw(&self) -> f64 {
        let mut bytes = [0; 4];
        let drawn = self.clock.fill_random(&mut bytes);
        drawn.map_or(1.0, |()| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
    }
}

fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
