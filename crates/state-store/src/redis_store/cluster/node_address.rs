//! The address of a node of the cluster.

use std::fmt;

use redis::ConnectionAddr;

/// Host and port of a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::redis_store) struct NodeAddress {
    pub(in crate::redis_store) host: String,
    pub(in crate::redis_store) port: u16,
}

impl NodeAddress {
    /// The node that a reply of the node at `sender` names. One without a host is on the sender's own host; a question
    /// mark stands for an unknown host.
    pub(super) fn from_reply(host: &str, port: u16, sender: &Self) -> Option<Self> {
        match host.trim_start_matches('[').trim_end_matches(']') {
            "?" => None,
            "" => Some(Self { host: sender.host.clone(), port }),
            host => Some(Self { host: host.to_owned(), port }),
        }
    }
}

impl From<&NodeAddress> for ConnectionAddr {
    fn from(node: &NodeAddress) -> Self {
        Self::Tcp(node.host.clone(), node.port)
    }
}

impl fmt::Display for NodeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ConnectionAddr::from(self).fmt(f)
    }
}
