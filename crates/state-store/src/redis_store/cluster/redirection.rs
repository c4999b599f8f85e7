//! Redirections to another node of the cluster.

use redis::{RedisError, ServerErrorKind, Value};

use super::node_address::NodeAddress;

/// The node to which a reply redirects a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Redirection {
    /// The slot has another owner.
    Moved(NodeAddress),
    /// The slot is being moved, and the key is at the new owner already, if anywhere.
    Ask(NodeAddress),
}

impl Redirection {
    /// The first redirection among the replies of the node at `sender`.
    pub(super) fn find(replies: &[Value], sender: &NodeAddress) -> Option<Self> {
        replies.iter().find_map(|reply| {
            let Value::ServerError(error) = reply else { return None };
            let kind = error.kind();
            if !matches!(kind, Some(ServerErrorKind::Moved | ServerErrorKind::Ask)) {
                return None;
            }
            let error = RedisError::from(error.clone());
            let (host, port) = error.redirect_node()?.0.rsplit_once(':')?;
            let node = NodeAddress::from_reply(host, port.parse().ok()?, sender)?;
            Some(if kind == Some(ServerErrorKind::Ask) { Self::Ask(node) } else { Self::Moved(node) })
        })
    }
}

#[cfg(test)]
mod tests {
    use redis::ServerError;

    use super::*;

    fn node(host: &str, port: u16) -> NodeAddress {
        NodeAddress { host: host.to_owned(), port }
    }

    fn error(line: &str) -> Value {
        let error = redis::parse_redis_value(format!("-{line}\r\n").as_bytes()).unwrap();
        assert!(matches!(error, Value::ServerError(ServerError { .. })));
        error
    }

    #[test]
    fn redirections_are_found_among_replies_of_a_pipeline() {
        let sender = node("10.0.0.9", 7000);
        let found = |line: &str| Redirection::find(&[Value::Okay, error(line)], &sender);
        assert_eq!(found("MOVED 3999 127.0.0.1:6381"), Some(Redirection::Moved(node("127.0.0.1", 6381))));
        assert_eq!(found("ASK 3999 redis-2:6381"), Some(Redirection::Ask(node("redis-2", 6381))));
        assert_eq!(found("MOVED 3999 2001:db8::1:6381"), Some(Redirection::Moved(node("2001:db8::1", 6381))));
        assert_eq!(found("MOVED 3999 :6381"), Some(Redirection::Moved(node("10.0.0.9", 6381))));
        for other in
            ["MOVED", "MOVED 3999", "MOVED 3999 nowhere", "ASK 3999 ?:6381", "CLUSTERDOWN Hash slot not served"]
        {
            assert_eq!(found(other), None, "{other}");
        }
        assert_eq!(Redirection::find(&[Value::Okay, Value::Nil], &sender), None);
    }
}
