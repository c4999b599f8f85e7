//! The cluster for tests does what its methods say.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use testkit::{RedisCluster, until};

fn set(cluster: &RedisCluster, key: &str) {
    cluster.node(cluster.owner_of(key)).ask(&["SET", key, "x"]).unwrap();
}

#[test]
#[ignore = "needs the redis-server program"]
fn a_slot_moves_with_its_keys_and_a_killed_master_comes_back_empty() {
    let mut cluster = RedisCluster::start();
    let tagged: Vec<String> = (0..250).map(|number| format!("{{moving}}:{number:03}")).collect();
    tagged.iter().for_each(|key| set(&cluster, key));
    let from = cluster.owner_of("{moving}");
    let to = (from + 1) % 3;
    cluster.move_slot_of("{moving}", to);
    assert_eq!(cluster.owner_of("{moving}"), to);
    assert_eq!(cluster.keys(), tagged);

    cluster.kill_master(to);
    assert!(cluster.node(to).ask(&["PING"]).is_none());
    assert!(cluster.keys().is_empty());
    cluster.restart(to);
    set(&cluster, "{moving}:again");
    assert_eq!(cluster.keys(), ["{moving}:again"]);
}

#[test]
#[ignore = "needs the redis-server program"]
fn a_replica_takes_the_place_of_a_master_that_is_killed() {
    let mut cluster = RedisCluster::start_with_replicas();
    let slot_owner = cluster.owner_of("key");
    set(&cluster, "key");
    until("the replica has the key", || cluster.node(slot_owner + 3).ask(&["DBSIZE"]) == Some(redis::Value::Int(1)));
    cluster.kill_master(slot_owner);
    cluster.until_replaced(slot_owner);
    assert_eq!(cluster.keys(), ["key"]);
    cluster.restart(slot_owner);
}
