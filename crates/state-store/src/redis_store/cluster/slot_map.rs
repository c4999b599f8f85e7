//! Which master owns which slot.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use redis::cluster_routing::Slot;
use redis::{FromRedisValue, RedisError, RedisResult, Value};

use super::node_address::NodeAddress;
use crate::redis_store::failure::malformed_reply;

/// The owners of the slots, as the cluster has reported them last.
#[derive(Debug, Default)]
pub(super) struct SlotMap {
    owners: HashMap<Slot, Arc<NodeAddress>>,
    masters: BTreeSet<Arc<NodeAddress>>,
}

impl SlotMap {
    /// Reads what the node at `sender` replies to `CLUSTER SLOTS`.
    pub(super) fn parse(reply: Value, sender: &NodeAddress) -> RedisResult<Self> {
        let mut slot_map = Self::default();
        for range in read::<Vec<Vec<Value>>>(reply)? {
            // First slot, last slot, the master, its replicas.
            let [first, last, master] =
                range.into_iter().take(3).collect::<Vec<_>>().try_into().map_err(|_| malformed())?;
            if let Some(master) = address(master, sender)? {
                slot_map.insert(number(first)?, number(last)?, &Arc::new(master))?;
            }
        }
        if slot_map.masters.is_empty() {
            return Err(malformed());
        }
        Ok(slot_map)
    }

    fn insert(&mut self, first: u16, last: u16, master: &Arc<NodeAddress>) -> RedisResult<()> {
        if last < first {
            return Err(malformed());
        }
        for slot in first..=last {
            self.owners.insert(Slot::new(slot).ok_or_else(malformed)?, Arc::clone(master));
        }
        self.masters.insert(Arc::clone(master));
        Ok(())
    }

    /// The owner of a slot. Any master knows whether a slot without an owner is served after all.
    pub(super) fn owner(&self, slot: Slot) -> Option<Arc<NodeAddress>> {
        self.owners.get(&slot).or_else(|| self.masters.first()).cloned()
    }

    /// Stores the owner that a redirection names.
    pub(super) fn set_owner(&mut self, slot: Slot, owner: &Arc<NodeAddress>) {
        self.owners.insert(slot, Arc::clone(owner));
        self.masters.insert(Arc::clone(owner));
    }

    pub(super) fn masters(&self) -> Vec<Arc<NodeAddress>> {
        self.masters.iter().cloned().collect()
    }
}

/// A node as `CLUSTER SLOTS` has it: host, port, name and more; `None` where its address is unknown.
fn address(node: Value, sender: &NodeAddress) -> RedisResult<Option<NodeAddress>> {
    let [host, port] =
        read::<Vec<Value>>(node)?.into_iter().take(2).collect::<Vec<_>>().try_into().map_err(|_| malformed())?;
    let host: Option<String> = read(host)?;
    Ok(NodeAddress::from_reply(host.as_deref().unwrap_or_default(), number(port)?, sender))
}

fn number(reply: Value) -> RedisResult<u16> {
    // The library would cut a number that is too large.
    u16::try_from(read::<i64>(reply)?).map_err(|_| malformed())
}

fn read<T: FromRedisValue>(reply: Value) -> RedisResult<T> {
    T::from_redis_value(reply).map_err(|_| malformed())
}

fn malformed() -> RedisError {
    malformed_reply("CLUSTER SLOTS")
}

#[cfg(test)]
mod tests {
    use redis_test::IntoRedisValue;

    use super::*;

    fn node(host: &str, port: u16) -> NodeAddress {
        NodeAddress { host: host.to_owned(), port }
    }

    fn sender() -> NodeAddress {
        node("10.0.0.9", 7000)
    }

    fn listed(host: Value, port: i64) -> Value {
        Value::Array(vec![host, Value::Int(port), "name".into_redis_value(), Value::Array(vec![])])
    }

    fn range(first: i64, last: i64, nodes: Vec<Value>) -> Value {
        Value::Array([vec![Value::Int(first), Value::Int(last)], nodes].concat())
    }

    fn owner(slot_map: &SlotMap, slot: u16) -> String {
        slot_map.owner(Slot::new(slot).unwrap()).unwrap().to_string()
    }

    #[test]
    fn the_first_node_of_a_range_owns_its_slots() {
        let reply = Value::Array(vec![
            range(
                0,
                8191,
                vec![listed("10.0.0.1".into_redis_value(), 7001), listed("10.0.0.2".into_redis_value(), 7002)],
            ),
            range(8192, 16383, vec![listed("redis-3".into_redis_value(), 7003)]),
        ]);
        let slot_map = SlotMap::parse(reply, &sender()).unwrap();
        assert_eq!(owner(&slot_map, 0), "10.0.0.1:7001");
        assert_eq!(owner(&slot_map, 8191), "10.0.0.1:7001");
        assert_eq!(owner(&slot_map, 8192), "redis-3:7003");
        assert_eq!(slot_map.masters().len(), 2, "a replica is no master");
    }

    #[test]
    fn a_node_without_a_host_is_on_the_host_of_the_sender() {
        for host in [Value::Nil, "".into_redis_value()] {
            let reply = Value::Array(vec![range(5, 5, vec![listed(host, 7001)])]);
            assert_eq!(owner(&SlotMap::parse(reply, &sender()).unwrap(), 5), "10.0.0.9:7001");
        }
    }

    #[test]
    fn slots_of_an_unknown_node_are_asked_for_at_another() {
        let known = range(0, 0, vec![listed("10.0.0.1".into_redis_value(), 7001)]);
        let unknown = range(1, 1, vec![listed("?".into_redis_value(), 7002)]);
        let slot_map = SlotMap::parse(Value::Array(vec![known, unknown]), &sender()).unwrap();
        assert_eq!(owner(&slot_map, 1), "10.0.0.1:7001");
        assert_eq!(owner(&slot_map, 2), "10.0.0.1:7001");
    }

    #[test]
    fn replies_of_the_wrong_kind_are_errors() {
        let good = || listed("10.0.0.1".into_redis_value(), 7001);
        for ranges in [
            vec![],
            vec![Value::Int(1)],
            vec![range(0, 1, vec![])],
            vec![range(0, 1, vec![Value::Nil])],
            vec![range(0, 1, vec![Value::Array(vec![])])],
            vec![range(0, 16384, vec![good()])],
            vec![range(-1, 5, vec![good()])],
            vec![range(5, 4, vec![good()])],
            vec![range(0, 1, vec![listed("10.0.0.1".into_redis_value(), 70_000)])],
        ] {
            let reply = Value::Array(ranges);
            assert!(SlotMap::parse(reply.clone(), &sender()).is_err(), "{reply:?}");
        }
        assert!(SlotMap::parse(Value::Okay, &sender()).is_err());
    }

    #[test]
    fn a_slot_can_get_another_owner_than_its_range() {
        let reply = Value::Array(vec![range(0, 9, vec![listed("10.0.0.1".into_redis_value(), 7001)])]);
        let mut slot_map = SlotMap::parse(reply, &sender()).unwrap();
        slot_map.set_owner(Slot::new(3).unwrap(), &Arc::new(node("10.0.0.2", 7002)));
        assert_eq!((owner(&slot_map, 3), owner(&slot_map, 4)), ("10.0.0.2:7002".into(), "10.0.0.1:7001".into()));
        assert_eq!(slot_map.masters().len(), 2);
    }
}
