//! The delivery of webhook messages: a task for each endpoint, so that a slow one holds up no other, and one that counts messages
//! and deletes old ones.

mod census;
mod delivery;
mod delivery_log;
mod message;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context as _;
use exam::{Environment as _, RecordClock};
use persistence::{Record, WebhookEndpoint};
use tokio::task::JoinSet;

use crate::settings::webhook_endpoint::Endpoint;
use crate::settings::webhooks::WebhookSettings;

use self::census::Census;
use self::delivery::Delivery;

/// The tasks of the delivery; none without endpoints.
pub(crate) struct Deliveries(JoinSet<()>);

impl Deliveries {
    /// Makes the endpoints of the settings known to the database, which from then on adds messages to them, and starts the tasks.
    pub(crate) async fn start(
        record: &Arc<dyn Record>,
        clock: Arc<RecordClock>,
        settings: WebhookSettings,
    ) -> anyhow::Result<Self> {
        let mut tasks = JoinSet::new();
        register(record.as_ref(), &settings.endpoints, &clock).await.context("webhooks cannot be registered")?;
        if !settings.endpoints.is_empty() {
            tasks.spawn(Census::new(Arc::clone(record), Arc::clone(&clock), &settings).run());
        }
        for endpoint in &settings.endpoints {
            let delivery = Delivery::new(Arc::clone(record), Arc::clone(&clock), endpoint.clone(), &settings);
            tasks.spawn(Arc::new(delivery).run(settings.poll_interval));
        }
        Ok(Self(tasks))
    }

    /// Stops the tasks. A message whose attempt is cut off is sent again, by this server or another, when its claim is over.
    pub(crate) async fn stop(mut self) {
        self.0.shutdown().await;
    }
}

async fn register(record: &dyn Record, endpoints: &[Endpoint], clock: &RecordClock) -> anyhow::Result<()> {
    for Endpoint { name, kinds, target, .. } in endpoints {
        let endpoint = WebhookEndpoint { name: name.clone(), kinds: kinds.clone() };
        record.register_webhook_endpoint(endpoint, clock.now()).await?;
        tracing::info!(endpoint = name, host = %target, "webhook");
    }
    let known: BTreeSet<_> = endpoints.iter().map(|endpoint| &endpoint.name).collect();
    for endpoint in record.webhook_endpoints().await?.iter().filter(|endpoint| !known.contains(&endpoint.name)) {
        tracing::warn!(
            endpoint = endpoint.name,
            "the database adds messages to a webhook that is not in the settings of this server: if no server has it, run \
             `adaptive-server webhooks forget {}`",
            endpoint.name
        );
    }
    Ok(())
}
