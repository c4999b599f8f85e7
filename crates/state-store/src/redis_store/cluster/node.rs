//! A master of the cluster: its connections, and the breaker that stops calls while it does not answer.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{ConnectionInfo, RedisResult};
use tokio::runtime::Handle;

use super::node_address::NodeAddress;
use crate::breaker::{BreakerOpen, BreakerSettings, CallOutcome, Circuit, CircuitChange};
use crate::redis_store::call_batcher::CallBatcher;
use crate::redis_store::failure::{is_connection_failure, unavailable};
use crate::redis_store::settings::RedisSettings;
use crate::redis_store::shared_connections::SharedConnections;
use crate::store::{Result, StoreError};

/// The connections to a node, and its breaker.
pub(super) struct ClusterNode {
    address: Arc<NodeAddress>,
    connections: SharedConnections,
    circuit: Circuit,
}

/// A node that could not be reached or has not answered.
#[derive(Debug, thiserror::Error)]
#[error("{node}: {source}")]
struct NodeFailure {
    node: NodeAddress,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl ClusterNode {
    /// Connects to nothing yet.
    pub(super) fn new(
        address: Arc<NodeAddress>,
        info: ConnectionInfo,
        settings: &RedisSettings,
        breaker: BreakerSettings,
        runtime: Handle,
    ) -> Result<Self> {
        let connections = SharedConnections::from_address(settings, info, runtime)?;
        Ok(Self { address, connections, circuit: Circuit::new(breaker.failures, breaker.pause) })
    }

    /// Makes a call to the node, unless its breaker is open.
    pub(super) async fn call<T>(
        &self,
        call: impl AsyncFnOnce(&mut CallBatcher<MultiplexedConnection>) -> RedisResult<T>,
    ) -> Result<T> {
        let permit = self.circuit.admit().map_err(|retry_after| self.refused(retry_after))?;
        let (call_outcome, result) = match self.connections.acquire().await {
            Ok(mut handle) => {
                let result = call(&mut handle.connection).await;
                let failed = result.as_ref().is_err_and(is_connection_failure);
                (if failed { CallOutcome::Failed } else { CallOutcome::Answered }, handle.finish(result))
            }
            Err(failure) => (CallOutcome::Failed, Err(failure)),
        };
        if let Some(change) = permit.record(call_outcome) {
            self.report_change(&change, result.as_ref().err());
        }
        result.map_err(|failure| match failure {
            StoreError::Unavailable(source) => unavailable(NodeFailure { node: (*self.address).clone(), source }),
            other => other,
        })
    }

    fn refused(&self, retry_after: Duration) -> StoreError {
        let node = self.address.to_string();
        metrics::counter!("adaptive_store_node_breaker_refused_total", "node" => node).increment(1);
        unavailable(BreakerOpen { retry_after })
    }

    fn report_change(&self, change: &CircuitChange, cause: Option<&StoreError>) {
        let node = &*self.address;
        let to = match change {
            CircuitChange::Opened { failures } => {
                let cause = cause.and_then(std::error::Error::source).map(ToString::to_string);
                let message = "a node of the cluster does not answer: it is not asked until it does again";
                tracing::warn!(%node, failures, cause, "{message}");
                "open"
            }
            CircuitChange::Closed { after } => {
                tracing::info!(%node, seconds = after.as_secs_f64(), "the node of the cluster answers again");
                "closed"
            }
        };
        let node = node.to_string();
        metrics::counter!("adaptive_store_node_breaker_changes_total", "node" => node, "to" => to).increment(1);
    }
}
