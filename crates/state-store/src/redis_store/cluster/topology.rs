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
                topology.insert(read(first)?, read(last)?, &Arc::new(master))?;
            }
        }
        if topology.masters.is_empty() {
            return Err(faulty());
        }
        Ok(topology)
    }

    fn insert(&mut self, first: u16, last: u16, master: &Arc<NodeAddress>) -> RedisResult<()> {
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
    Ok(known(host.as_deref().unwrap_or_default(), read(port)?, teller))
}

/// A node that names no host is on the host of the node that tells of it; a question mark stands for an unknown one.
fn known(host: &str, port: u16, teller: &NodeAddress) -> Option<NodeAddress> {
    match host.trim_start_matches('[').trim_end_matches(']') {
        "?" => None,
        "" => Some(NodeAddress { host: teller.host.clone(), port }),
        host => Some(NodeAddress { host: host.to_owned(), port }),
    }
}

fn read<T: FromRedisValue>(reply: Value) -> RedisResult<T> {
    T::from_redis_value(reply).map_err(|_| faulty())
}

fn faulty() -> RedisError {
    malformed("CLUSTER SLOTS")
}
