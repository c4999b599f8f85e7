//! Which master owns which slot.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use redis::cluster_routing::Slot;
use redis::{FromRedisValue, RedisError, RedisResult, ServerErrorKind, Value};

use super::settings::NodeAddress;
use crate::redis_store::commands::malformed;

/// The owners of the slots, as the cluster has told them last.
#[derive(Debug, Default)]
pub(super) struct Topology {
    owners: HashMap<Slot, Arc<NodeAddress>>,
    masters: BTreeSet<Arc<NodeAddress>>,
}

impl Topology {
    /// Reads what the node at `teller` replies to `CLUSTER SLOTS`.
    pub(super) fn parse(reply: Value, teller: &NodeAddress) -> RedisResult<Self> {
        let mut topology = Self::default();
        for range in read::<Vec<Vec<Value>>>(reply)? {
            // First slot, last slot, the master, its replicas.
            let [first, last, master] =
                range.into_iter().take(3).collect::<Vec<_>>().try_into().map_err(|_| faulty())?;
            if let Some(master) = address(master, teller)? {
                topology.insert(number(first)?, number(last)?, &Arc::new(master))?;
            }
        }
        if topology.masters.is_empty() {
            return Err(faulty());
        }
        Ok(topology)
    }

    fn insert(&mut self, first: u16, last: u16, master: &Arc<NodeAddress>) -> RedisResult<()> {
        if last < first {
            return Err(faulty());
        }
        for slot in first..=last {
            self.owners.insert(Slot::new(slot).ok_or_else(faulty)?, Arc::clone(master));
        }
        self.masters.insert(Arc::clone(master));
        Ok(())
    }

    /// The owner of a slot. Any master knows whether a slot without an owner is served after all.
    pub(super) fn owner(&self, slot: Slot) -> Option<Arc<NodeAddress>> {
        self.owners.get(&slot).or_else(|| self.masters.first()).cloned()
    }

    /// Notes the owner that a redirection names.
    pub(super) fn moved(&mut self, slot: Slot, owner: &Arc<NodeAddress>) {
        self.owners.insert(slot, Arc::clone(owner));
        self.masters.insert(Arc::clone(owner));
    }

    pub(super) fn masters(&self) -> Vec<Arc<NodeAddress>> {
        self.masters.iter().cloned().collect()
    }
}

/// Where a node says that a key is to be asked for instead.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Redirection {
    /// The slot has another owner.
    Moved(NodeAddress),
    /// The slot is on its way, and the key is there already, if anywhere.
    Ask(NodeAddress),
}

impl Redirection {
    /// The redirection that is among the replies of the node at `teller`, if any.
    pub(super) fn among(replies: &[Value], teller: &NodeAddress) -> Option<Self> {
        replies.iter().find_map(|reply| {
            let Value::ServerError(error) = reply else { return None };
            let kind = error.kind();
            if !matches!(kind, Some(ServerErrorKind::Moved | ServerErrorKind::Ask)) {
                return None;
            }
            let error = RedisError::from(error.clone());
            let (host, port) = error.redirect_node()?.0.rsplit_once(':')?;
            let node = known(host, port.parse().ok()?, teller)?;
            Some(if kind == Some(ServerErrorKind::Ask) { Self::Ask(node) } else { Self::Moved(node) })
        })
    }
}

/// A node as `CLUSTER SLOTS` has it: host, port, name and more; `None` where its address is unknown.
fn address(node: Value, teller: &NodeAddress) -> RedisResult<Option<NodeAddress>> {
    let [host, port] =
        read::<Vec<Value>>(node)?.into_iter().take(2).collect::<Vec<_>>().try_into().map_err(|_| faulty())?;
    let host: Option<String> = read(host)?;
    Ok(known(host.as_deref().unwrap_or_default(), number(port)?, teller))
}

/// A node that names no host is on the host of the node that tells of it; a question mark stands for an unknown one.
pub(super) fn known(host: &str, port: u16, teller: &NodeAddress) -> Option<NodeAddress> {
    match host.trim_start_matches('[').trim_end_matches(']') {
        "?" => None,
        "" => Some(NodeAddress { host: teller.host.clone(), port }),
        host => Some(NodeAddress { host: host.to_owned(), port }),
    }
}

fn number(reply: Value) -> RedisResult<u16> {
    // The library would cut a number that is too large.
    u16::try_from(read::<i64>(reply)?).map_err(|_| faulty())
}

fn read<T: FromRedisValue>(reply: Value) -> RedisResult<T> {
    T::from_redis_value(reply).map_err(|_| faulty())
}

fn faulty() -> RedisError {
    malformed("CLUSTER SLOTS")
}

#[cfg(test)]
mod tests {
    use redis::ServerError;
    use redis_test::IntoRedisValue;

    use super::*;

    fn node(host: &str, port: u16) -> NodeAddress {
        NodeAddress { host: host.to_owned(), port }
    }

    fn teller() -> NodeAddress {
        node("10.0.0.9", 7000)
    }

    fn told(host: Value, port: i64) -> Value {
        Value::Array(vec![host, Value::Int(port), "name".into_redis_value(), Value::Array(vec![])])
    }

    fn range(first: i64, last: i64, nodes: Vec<Value>) -> Value {
        Value::Array([vec![Value::Int(first), Value::Int(last)], nodes].concat())
    }

    fn owner(topology: &Topology, slot: u16) -> String {
        topology.owner(Slot::new(slot).unwrap()).unwrap().to_string()
    }

    #[test]
    fn the_first_node_of_a_range_owns_its_slots() {
        let reply = Value::Array(vec![
            range(0, 8191, vec![told("10.0.0.1".into_redis_value(), 7001), told("10.0.0.2".into_redis_value(), 7002)]),
            range(8192, 16383, vec![told("redis-3".into_redis_value(), 7003)]),
        ]);
        let topology = Topology::parse(reply, &teller()).unwrap();
        assert_eq!(owner(&topology, 0), "10.0.0.1:7001");
        assert_eq!(owner(&topology, 8191), "10.0.0.1:7001");
        assert_eq!(owner(&topology, 8192), "redis-3:7003");
        assert_eq!(topology.masters().len(), 2, "a replica is no master");
    }

    #[test]
    fn a_node_without_a_host_is_where_the_one_is_that_tells_of_it() {
        for host in [Value::Nil, "".into_redis_value()] {
            let reply = Value::Array(vec![range(5, 5, vec![told(host, 7001)])]);
            assert_eq!(owner(&Topology::parse(reply, &teller()).unwrap(), 5), "10.0.0.9:7001");
        }
    }

    #[test]
    fn slots_of_an_unknown_node_are_asked_for_at_another() {
        let known = range(0, 0, vec![told("10.0.0.1".into_redis_value(), 7001)]);
        let unknown = range(1, 1, vec![told("?".into_redis_value(), 7002)]);
        let topology = Topology::parse(Value::Array(vec![known, unknown]), &teller()).unwrap();
        assert_eq!(owner(&topology, 1), "10.0.0.1:7001");
        assert_eq!(owner(&topology, 2), "10.0.0.1:7001");
    }

    #[test]
    fn replies_of_the_wrong_kind_are_errors() {
        let good = || told("10.0.0.1".into_redis_value(), 7001);
        for ranges in [
            vec![],
            vec![Value::Int(1)],
            vec![range(0, 1, vec![])],
            vec![range(0, 1, vec![Value::Nil])],
            vec![range(0, 1, vec![Value::Array(vec![])])],
            vec![range(0, 16384, vec![good()])],
            vec![range(-1, 5, vec![good()])],
            vec![range(5, 4, vec![good()])],
            vec![range(0, 1, vec![told("10.0.0.1".into_redis_value(), 70_000)])],
        ] {
            let reply = Value::Array(ranges);
            assert!(Topology::parse(reply.clone(), &teller()).is_err(), "{reply:?}");
        }
        assert!(Topology::parse(Value::Okay, &teller()).is_err());
    }

    #[test]
    fn a_redirection_names_the_new_owner_of_one_slot() {
        let reply = Value::Array(vec![range(0, 9, vec![told("10.0.0.1".into_redis_value(), 7001)])]);
        let mut topology = Topology::parse(reply, &teller()).unwrap();
        topology.moved(Slot::new(3).unwrap(), &Arc::new(node("10.0.0.2", 7002)));
        assert_eq!((owner(&topology, 3), owner(&topology, 4)), ("10.0.0.2:7002".into(), "10.0.0.1:7001".into()));
        assert_eq!(topology.masters().len(), 2);
    }

    fn error(line: &str) -> Value {
        let error = redis::parse_redis_value(format!("-{line}\r\n").as_bytes()).unwrap();
        assert!(matches!(error, Value::ServerError(ServerError { .. })));
        error
    }

    #[test]
    fn redirections_are_found_among_replies_of_a_pipeline() {
        let among = |line: &str| Redirection::among(&[Value::Okay, error(line)], &teller());
        assert_eq!(among("MOVED 3999 127.0.0.1:6381"), Some(Redirection::Moved(node("127.0.0.1", 6381))));
        assert_eq!(among("ASK 3999 redis-2:6381"), Some(Redirection::Ask(node("redis-2", 6381))));
        assert_eq!(among("MOVED 3999 2001:db8::1:6381"), Some(Redirection::Moved(node("2001:db8::1", 6381))));
        assert_eq!(among("MOVED 3999 :6381"), Some(Redirection::Moved(node("10.0.0.9", 6381))));
        for other in
            ["MOVED", "MOVED 3999", "MOVED 3999 nowhere", "ASK 3999 ?:6381", "CLUSTERDOWN Hash slot not served"]
        {
            assert_eq!(among(other), None, "{other}");
        }
        assert_eq!(Redirection::among(&[Value::Okay, Value::Nil], &teller()), None);
    }
}
