//! The calls of the record on webhooks, written once and expanded for each database.

/// Implements the trait of the webhooks.
///
/// The module that expands this has the macros `read!` and `change!`, which run a query, the macro `unit!`, which runs one in a
/// transaction, and `webhook_queries`.
macro_rules! implement_webhooks {
    ($record:ty) => {
        use $crate::model::{WebhookEndpointRow, WebhookOutcomeChange};
        use $crate::rows::{
            WebhookCounts, WebhookEndpoint, WebhookFilter, WebhookMessage, WebhookOutcome, WebhookState,
        };

        #[async_trait::async_trait]
        impl $crate::record::WebhooksRecord for $record {
            async fn register_webhook_endpoint(
                &self,
                endpoint: WebhookEndpoint,
                at: SystemTime,
            ) -> Result<(), RecordError> {
                let row = WebhookEndpointRow::new(endpoint, model::to_micros(at));
                change!(self, |conn| webhook_queries::register_endpoint(conn, &row)).map(drop)
            }

            async fn webhook_endpoints(&self) -> Result<Vec<WebhookEndpoint>, RecordError> {
                let rows = read!(self, |conn| webhook_queries::endpoints(conn))?;
                Ok(rows.into_iter().map(Into::into).collect())
            }

            async fn claim_webhook_messages(
                &self,
                endpoint: &str,
                at: SystemTime,
                until: SystemTime,
                limit: u32,
            ) -> Result<Vec<WebhookMessage>, RecordError> {
                let (at, until) = (model::to_micros(at), model::to_micros(until));
                let endpoint = endpoint.to_owned();
                let due = read!(self, |conn| webhook_queries::due_messages(conn, &endpoint, at, limit))?;
                let mut claimed = Vec::with_capacity(due.len());
                for message in due {
                    let (id, due_at) = (message.id, message.due_at());
                    if change!(self, |conn| webhook_queries::claim_message(conn, id, due_at, until))? {
                        claimed.push(message.claimed(until).try_into()?);
                    }
                }
                Ok(claimed)
            }

            async fn settle_webhook_message(
                &self,
                message: &WebhookMessage,
                outcome: WebhookOutcome,
                event: NewEvent,
            ) -> Result<bool, RecordError> {
                let WebhookState::Pending(claimed_until) = message.state else { return Ok(false) };
                let (id, claimed_until) = (message.id, model::to_micros(claimed_until));
                let change = WebhookOutcomeChange::new(outcome, model::to_micros(event.at));
                let row = NewEventRow::new(EventKind::WebhookDead, event);
                unit!(self, |conn| webhook_queries::settle_message(conn, id, claimed_until, &change, row))
            }

            async fn webhook_messages(
                &self,
                filter: WebhookFilter,
                page: Page,
            ) -> Result<Vec<WebhookMessage>, RecordError> {
                let rows = read!(self, |conn| webhook_queries::messages(conn, filter, page))?;
                rows.into_iter().map(TryInto::try_into).collect()
            }

            async fn resend_webhook_message(&self, message_id: &str, event: NewEvent) -> Result<bool, RecordError> {
                let message_id = message_id.to_owned();
                let row = NewEventRow::new(EventKind::WebhookResent, event);
                unit!(self, |conn| webhook_queries::resend_message(conn, &message_id, row))
            }

            async fn count_webhook_messages(&self) -> Result<WebhookCounts, RecordError> {
                let pending = read!(self, |conn| webhook_queries::count_pending(conn))?;
                let dead = read!(self, |conn| webhook_queries::count_dead(conn))?;
                let what = "number of messages";
                Ok(WebhookCounts { pending: model::narrow(pending, what)?, dead: model::narrow(dead, what)? })
            }

            async fn delete_delivered_webhook_messages(
                &self,
                before: SystemTime,
                limit: u32,
            ) -> Result<u64, RecordError> {
                let before = model::to_micros(before);
                let deleted = unit!(self, |conn| webhook_queries::delete_delivered(conn, before, limit))?;
                Ok(deleted as u64)
            }

            async fn forget_webhook_endpoint(&self, name: &str) -> Result<Option<u64>, RecordError> {
                let name = name.to_owned();
                let undelivered = unit!(self, |conn| webhook_queries::forget_endpoint(conn, &name))?;
                Ok(undelivered.map(|messages| messages as u64))
            }
        }
    };
}
pub(crate) use implement_webhooks;
