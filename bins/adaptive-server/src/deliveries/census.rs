//! How many messages wait and were given up, and the end of those that were delivered.

use std::sync::Arc;
use std::time::Duration;

use exam::{Environment as _, RecordClock};
use persistence::{Record, RecordError};
use tokio::time::MissedTickBehavior;

use crate::settings::webhooks::WebhookSettings;

/// How many looks for messages come between two counts.
const LOOKS: u32 = 10;
/// How many old messages are deleted in one transaction.
const BATCH: u32 = 200;

/// Counts messages and deletes old ones.
pub(super) struct Census {
    record: Arc<dyn Record>,
    clock: Arc<RecordClock>,
    interval: Duration,
    keep_delivered: Duration,
}

impl Census {
    pub(super) fn new(record: Arc<dyn Record>, clock: Arc<RecordClock>, settings: &WebhookSettings) -> Self {
        let interval = settings.poll_interval.saturating_mul(LOOKS);
        Self { record, clock, interval, keep_delivered: settings.keep_delivered }
    }

    pub(super) async fn run(self) {
        let mut ticks = tokio::time::interval(self.interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_failing = false;
        loop {
            ticks.tick().await;
            let outcome = self.take().await;
            if let Err(error) = &outcome
                && !is_failing
            {
                tracing::warn!(%error, "webhook messages cannot be counted; this will be tried again");
            }
            is_failing = outcome.is_err();
        }
    }

    async fn take(&self) -> Result<(), RecordError> {
        let counts = self.record.count_webhook_messages().await?;
        for (state, count) in [("pending", counts.pending), ("dead", counts.dead)] {
            #[expect(clippy::cast_precision_loss, reason = "a gauge is a double")]
            metrics::gauge!("adaptive_webhook_messages", "state" => state).set(count as f64);
        }
        // What a wrong clock deletes does not come back.
        if self.clock.is_off() {
            return Ok(());
        }
        if let Some(before) = self.clock.now().checked_sub(self.keep_delivered) {
            self.record.delete_delivered_webhook_messages(before, BATCH).await?;
        }
        Ok(())
    }
}
