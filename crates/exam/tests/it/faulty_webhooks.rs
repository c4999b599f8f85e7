//! The webhooks of the record that fails on demand.

use std::time::SystemTime;

use async_trait::async_trait;
use persistence::{
    NewEvent, Page, RecordError, WebhookCounts, WebhookEndpoint, WebhookFilter, WebhookMessage, WebhookOutcome,
    WebhooksRecord,
};

use crate::faulty_record::FaultyRecord;

/// No exam asks for webhooks.
#[async_trait]
impl WebhooksRecord for FaultyRecord {
    async fn register_webhook_endpoint(&self, endpoint: WebhookEndpoint, at: SystemTime) -> Result<(), RecordError> {
        self.inner().register_webhook_endpoint(endpoint, at).await
    }

    async fn webhook_endpoints(&self) -> Result<Vec<WebhookEndpoint>, RecordError> {
        self.inner().webhook_endpoints().await
    }

    async fn claim_webhook_messages(
        &self,
        endpoint: &str,
        at: SystemTime,
        until: SystemTime,
        limit: u32,
    ) -> Result<Vec<WebhookMessage>, RecordError> {
        self.inner().claim_webhook_messages(endpoint, at, until, limit).await
    }

    async fn settle_webhook_message(
        &self,
        message: &WebhookMessage,
        outcome: WebhookOutcome,
        event: NewEvent,
    ) -> Result<bool, RecordError> {
        self.inner().settle_webhook_message(message, outcome, event).await
    }

    async fn webhook_messages(&self, filter: WebhookFilter, page: Page) -> Result<Vec<WebhookMessage>, RecordError> {
        self.inner().webhook_messages(filter, page).await
    }

    async fn resend_webhook_message(&self, message_id: &str, event: NewEvent) -> Result<bool, RecordError> {
        self.inner().resend_webhook_message(message_id, event).await
    }

    async fn count_webhook_messages(&self) -> Result<WebhookCounts, RecordError> {
        self.inner().count_webhook_messages().await
    }

    async fn delete_delivered_webhook_messages(&self, before: SystemTime, limit: u32) -> Result<u64, RecordError> {
        self.inner().delete_delivered_webhook_messages(before, limit).await
    }

    async fn forget_webhook_endpoint(&self, name: &str) -> Result<Option<u64>, RecordError> {
        self.inner().forget_webhook_endpoint(name).await
    }
}
