//! A Redis Cluster of three masters, with or without a replica each.

use redis::{Connection, FromRedisValue, RedisResult, Value};

use crate::redis_server::{RedisServer, SECRET};
use crate::tls_files::TlsFiles;
use crate::waiting::{free_port, until};

/// How many masters there are.
const MASTERS: usize = 3;
/// How many slots the masters share.
const SLOTS: usize = 16384;
/// How long a node may be silent, in milliseconds, before the others take it for dead.
const NODE_TIMEOUT: &str = "3000";
/// How many keys of a slot go to another master at once.
const BATCH: usize = 100;

/// Three masters, all asking for [`SECRET`], with a third of the slots each. Nodes 0 to 2 are the masters at first; with
/// replicas, node 3 follows node 0, node 4 node 1, node 5 node 2.
///
/// A master that is down makes its own slots unavailable and no others (`cluster-require-full-coverage no`). Nothing is
/// kept on disk but who belongs to the cluster.
pub struct RedisCluster {
    nodes: Vec<RedisServer>,
}

/// A slot on its way from one node to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovingSlot {
    /// The slot.
    pub slot: u16,
    /// The node that has owned it.
    pub from: usize,
    /// The node that will.
    pub to: usize,
}

impl RedisCluster {
    /// Three masters.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or the nodes do not find together.
    #[must_use]
    pub fn start() -> Self {
        Self::form(0, Vec::new)
    }

    /// Three masters with a replica each.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or the nodes do not find together.
    #[must_use]
    pub fn start_with_replicas() -> Self {
        Self::form(MASTERS, Vec::new)
    }

    /// Three masters with these arguments after the common ones.
    ///
    /// # Panics
    /// When the program `redis-server` is missing or the nodes do not find together.
    #[must_use]
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::form(0, || arguments.iter().map(|argument| (*argument).to_owned()).collect())
    }

    /// Three masters, with and without TLS; among themselves they speak TLS.
    ///
    /// # Panics
    /// When the program `redis-server` is missing, knows no TLS, or the nodes do not find together.
    #[must_use]
    pub fn start_with_tls(files: &TlsFiles) -> Self {
        Self::form(0, || {
            let mut arguments = files.redis_arguments(false);
            arguments.extend(["--tls-cluster", "yes", "--tls-replication", "yes"].map(str::to_owned));
            arguments
        })
    }

    fn form(replicas: usize, arguments: impl Fn() -> Vec<String>) -> Self {
        let cluster = Self { nodes: (0..MASTERS + replicas).map(|_| start_node(&arguments())).collect() };
        for (index, node) in cluster.nodes.iter().enumerate() {
            // Nodes that begin with the same epoch would have to settle whose word counts first.
            cluster.must(index, &["CLUSTER", "SET-CONFIG-EPOCH", &(index + 1).to_string()]);
            let (port, bus) = (node.port().to_string(), node.configured("cluster-port"));
            cluster.must(0, &["CLUSTER", "MEET", "127.0.0.1", &port, &bus]);
        }
        for master in 0..MASTERS {
            let (first, end) = (master * SLOTS / MASTERS, (master + 1) * SLOTS / MASTERS);
            cluster.must(master, &["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &(end - 1).to_string()]);
        }
        cluster.until_whole();
        for replica in MASTERS..cluster.nodes.len() {
            let master = cluster.id(replica - MASTERS);
            cluster.must(replica, &["CLUSTER", "REPLICATE", &master]);
            until("the replica follows its master", || cluster.says(replica, "replication", "master_link_status:up"));
        }
        cluster.until_whole();
        cluster
    }

    /// Adds a master that owns no slot yet; gives its number.
    ///
    /// # Panics
    /// When it does not come up or is not taken in.
    pub fn add_master(&mut self) -> usize {
        let node = start_node(&[]);
        let (port, bus) = (node.port().to_string(), node.configured("cluster-port"));
        self.must(0, &["CLUSTER", "MEET", "127.0.0.1", &port, &bus]);
        self.nodes.push(node);
        self.until_whole();
        self.nodes.len() - 1
    }

    /// `host:port` of each node.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect()
    }

    /// `host:port` of each node, for TLS.
    #[must_use]
    pub fn tls_addresses(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.tls_port())).collect()
    }

    /// A node, to ask it something.
    #[must_use]
    pub fn node(&self, index: usize) -> &RedisServer {
        &self.nodes[index]
    }

    /// Ends a master at once, as a crash would.
    pub fn kill_master(&mut self, index: usize) {
        self.nodes[index].kill();
    }

    /// Starts a node again, with nothing in it, and waits until all nodes find the cluster whole.
    pub fn restart(&mut self, index: usize) {
        self.nodes[index].restart();
        self.until_whole();
    }

    /// Has a node stand still (SIGSTOP): connections stay open, nothing is answered.
    pub fn pause(&self, index: usize) {
        self.nodes[index].pause();
    }

    /// Has a node go on, and waits until all nodes find the cluster whole.
    pub fn resume(&self, index: usize) {
        self.nodes[index].resume();
        self.until_whole();
    }

    /// Waits until the replica of a master has taken its place.
    ///
    /// # Panics
    /// When it does not.
    pub fn until_replaced(&self, master: usize) {
        let replica = master + MASTERS;
        until("the replica has taken over", || {
            self.says(replica, "replication", "role:master") && self.state_is_ok(replica)
        });
    }

    /// The slot of a key.
    ///
    /// # Panics
    /// When no node answers.
    #[must_use]
    pub fn slot_of(&self, key: &str) -> u16 {
        let slot = |node: &RedisServer| node.ask(&["CLUSTER", "KEYSLOT", key]).and_then(read);
        self.nodes.iter().find_map(slot).expect("a node answers")
    }

    /// The node that owns the slot of a key.
    ///
    /// # Panics
    /// When none does.
    #[must_use]
    pub fn owner_of(&self, key: &str) -> usize {
        self.owner(self.slot_of(key))
    }

    /// Moves the slot of a key, with all keys in it, to another master, while the cluster is at work.
    ///
    /// # Panics
    /// When a node refuses.
    pub fn move_slot_of(&self, key: &str, to: usize) {
        self.move_slot(self.slot_of(key), to);
    }

    /// Moves a slot with all its keys to another master, while the cluster is at work.
    ///
    /// # Panics
    /// When a node refuses.
    pub fn move_slot(&self, slot: u16, to: usize) {
        let moving = self.begin_to_move(slot, to);
        self.move_keys(moving);
        self.finish_moving(moving);
    }

    /// Has both nodes know that a slot is on its way: keys that its owner lacks are then to be asked for at the other.
    ///
    /// # Panics
    /// When a node refuses.
    #[must_use]
    pub fn begin_to_move(&self, slot: u16, to: usize) -> MovingSlot {
        let from = self.owner(slot);
        let number = slot.to_string();
        self.must(to, &["CLUSTER", "SETSLOT", &number, "IMPORTING", &self.id(from)]);
        self.must(from, &["CLUSTER", "SETSLOT", &number, "MIGRATING", &self.id(to)]);
        MovingSlot { slot, from, to }
    }

    /// Moves the keys of a slot that is on its way.
    ///
    /// # Panics
    /// When a node refuses.
    pub fn move_keys(&self, moving: MovingSlot) {
        let mut source = self.connection(moving.from);
        let mut listing = redis::cmd("CLUSTER");
        listing.arg("GETKEYSINSLOT").arg(moving.slot).arg(BATCH);
        loop {
            let keys: Vec<Vec<u8>> = listing.query(&mut source).expect("the node lists the keys of the slot");
            if keys.is_empty() {
                return;
            }
            let mut command = redis::cmd("MIGRATE");
            command.arg("127.0.0.1").arg(self.nodes[moving.to].port()).arg("").arg(0).arg(5000);
            command.arg("AUTH").arg(SECRET).arg("KEYS").arg(keys);
            let moved: RedisResult<()> = command.query(&mut source);
            moved.expect("the keys can be moved");
        }
    }

    /// Has all masters know that a slot has arrived.
    ///
    /// # Panics
    /// When the two concerned refuse.
    pub fn finish_moving(&self, moving: MovingSlot) {
        let (number, owner) = (moving.slot.to_string(), self.id(moving.to));
        // The new owner learns it first, so that the slot always has an owner.
        for index in [moving.to, moving.from] {
            self.must(index, &["CLUSTER", "SETSLOT", &number, "NODE", &owner]);
        }
        until("all nodes know the owner of the slot", || {
            let living = self.nodes.iter().filter(|node| node.ask(&["PING"]).is_some());
            living.into_iter().all(|node| owner_according_to(node, moving.slot) == Some(self.nodes[moving.to].port()))
        });
    }

    /// All keys of the masters that answer, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = (0..self.nodes.len())
            .filter(|index| self.says(*index, "replication", "role:master"))
            .filter_map(|index| self.nodes[index].ask(&["KEYS", "*"]).and_then(read::<Vec<String>>))
            .flatten()
            .collect();
        keys.sort();
        keys
    }

    /// Waits until every node knows all and has all slots covered.
    ///
    /// # Panics
    /// When that does not happen.
    pub fn until_whole(&self) {
        let known = format!("cluster_known_nodes:{}\r", self.nodes.len());
        let whole = |node: &RedisServer| {
            let info = reply_of(node, &["CLUSTER", "INFO"]);
            [&known, "cluster_state:ok", "cluster_slots_ok:16384"].iter().all(|fact| info.contains(*fact))
        };
        until("the cluster is whole", || self.nodes.iter().all(whole));
    }

    fn state_is_ok(&self, index: usize) -> bool {
        reply_of(&self.nodes[index], &["CLUSTER", "INFO"]).contains("cluster_state:ok")
    }

    fn says(&self, index: usize, section: &str, fact: &str) -> bool {
        reply_of(&self.nodes[index], &["INFO", section]).contains(fact)
    }

    fn owner(&self, slot: u16) -> usize {
        let port = self.nodes.iter().find_map(|node| owner_according_to(node, slot)).expect("the slot has an owner");
        self.nodes.iter().position(|node| node.port() == port).expect("the owner is one of the nodes")
    }

    fn id(&self, index: usize) -> String {
        read(self.must(index, &["CLUSTER", "MYID"])).expect("a node has a name")
    }

    fn connection(&self, index: usize) -> Connection {
        self.nodes[index].connection().expect("the node answers")
    }

    fn must(&self, index: usize, command: &[&str]) -> Value {
        let reply = redis::cmd(command[0]).arg(&command[1..]).query(&mut self.connection(index));
        reply.unwrap_or_else(|error| panic!("node {index} refuses {command:?}: {error}"))
    }
}

fn start_node(arguments: &[String]) -> RedisServer {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let bus = free_port().to_string();
    let common = ["--cluster-enabled", "yes", "--cluster-port", &bus, "--cluster-node-timeout", NODE_TIMEOUT];
    let tolerant = ["--cluster-require-full-coverage", "no", "--cluster-replica-validity-factor", "0"];
    let login = ["--masterauth", SECRET];
    RedisServer::start_secured(&[common.as_slice(), &tolerant, &login, &arguments].concat())
}

/// The port of the node that another node takes for the owner of a slot.
fn owner_according_to(node: &RedisServer, slot: u16) -> Option<u16> {
    type Range = (u16, u16, Vec<Value>);
    let ranges: Vec<Vec<Value>> = read(node.ask(&["CLUSTER", "SLOTS"])?)?;
    let ranges = ranges.into_iter().filter_map(|mut range| {
        // The replicas come after the owner.
        range.truncate(3);
        read::<Range>(Value::Array(range))
    });
    let (.., owner) = ranges.into_iter().find(|(first, last, _)| (*first..=*last).contains(&slot))?;
    read(owner.into_iter().nth(1)?)
}

/// The text that a node answers; empty while it does not.
fn reply_of(node: &RedisServer, command: &[&str]) -> String {
    node.ask(command).and_then(read).unwrap_or_default()
}

fn read<T: FromRedisValue>(reply: Value) -> Option<T> {
    redis::from_redis_value(reply).ok()
}
