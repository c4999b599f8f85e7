//! The nodes by which a cluster is found.

use super::node_address::NodeAddress;
use crate::breaker::BreakerSettings;
use crate::redis_store::address::host_and_port;
use crate::store::{Result, StoreError};

/// The port of a node whose address names none.
const DEFAULT_PORT: u16 = 6379;

/// Nodes of a Redis Cluster; the others are found through them.
///
/// ```
/// use state_store::{ClusterSettings, RedisSettings};
/// let mut settings = RedisSettings::new("redis://:s3cret@cluster");
/// settings.cluster = Some(ClusterSettings::new(["10.0.0.1:7000", "10.0.0.2:7000", "[::1]:7000"]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterSettings {
    /// `host` or `host:port` of some nodes, masters or replicas; the port is 6379 unless given. One that answers is
    /// enough.
    pub nodes: Vec<String>,
    /// When the breaker of a master that does not answer opens, and for how long. The other masters are not affected.
    pub breaker: BreakerSettings,
}

impl ClusterSettings {
    /// The cluster that these nodes belong to, with the default [`BreakerSettings`].
    #[must_use]
    pub fn new(nodes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { nodes: nodes.into_iter().map(Into::into).collect(), breaker: BreakerSettings::default() }
    }

    pub(in crate::redis_store) fn addresses(&self) -> Result<Vec<NodeAddress>> {
        if self.nodes.is_empty() {
            return Err(StoreError::Configuration { reason: "`cluster` names no node".to_owned() });
        }
        let address = |(position, node): (usize, &String)| {
            let address = host_and_port(node, DEFAULT_PORT).map(|(host, port)| NodeAddress { host, port });
            // What was given is not repeated: it may be an address with a password.
            address.ok_or_else(|| StoreError::Configuration {
                reason: format!("`cluster[{position}]` is not usable; expected host or host:port"),
            })
        };
        self.nodes.iter().enumerate().map(address).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_cannot_be_used_are_refused_without_repeating_them() {
        let error = ClusterSettings::new(["good:1", "s3cret@host:1"]).addresses().unwrap_err();
        assert!(error.to_string().contains("`cluster[1]`") && !error.to_string().contains("s3cret"), "{error}");
        let none: [&str; 0] = [];
        assert!(ClusterSettings::new(none).addresses().unwrap_err().to_string().contains("`cluster`"));
    }

    #[test]
    fn a_node_without_a_port_listens_on_the_usual_one() {
        let addresses = ClusterSettings::new(["redis-1", "[::1]:7000"]).addresses().unwrap();
        let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["redis-1:6379", "::1:7000"]);
    }
}
