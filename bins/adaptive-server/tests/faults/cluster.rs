//! A Redis Cluster whose slots move and whose masters fail, while exams are sat.

use testkit::{RedisCluster, SECRET};

use crate::fault_test::FaultTest;
use crate::rounds;
use crate::server_setup::ServerSetup;

const MASTERS: usize = 3;

fn setup() -> ServerSetup {
    ServerSetup::on_sqlite().with("REDIS_PASSWORD", SECRET)
}

fn use_cluster(test: &mut FaultTest, cluster: &RedisCluster) {
    test.setup.set("ADAPTIVE__REDIS__CLUSTER", &cluster.addresses().join(","));
}

#[test]
#[ignore = "needs the program redis-server"]
fn slots_move_under_load() {
    let cluster = RedisCluster::start();
    let mut test = FaultTest::new("Cluster: the slots of four running exams moved to another master", setup());
    use_cluster(&mut test, &cluster);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..4 {
            moments.next();
            let keys = cluster.keys();
            let key = &keys[moments.below(keys.len())];
            let to = (cluster.owner_of(key) + 1 + moments.below(MASTERS - 1)) % MASTERS;
            cluster.move_slot_of(key, to);
        }
    });
    test.finish();
}

#[test]
#[ignore = "needs the program redis-server"]
fn a_master_is_killed_and_its_replica_takes_over() {
    let mut test = FaultTest::new("Cluster: a master killed, its replica takes over", setup());
    for round in 0..rounds() {
        let mut cluster = RedisCluster::start_with_replicas();
        use_cluster(&mut test, &cluster);
        let _server = test.serve();
        test.in_round(round, |_, moments| {
            moments.next();
            let master = moments.below(MASTERS);
            cluster.kill_master(master);
            cluster.until_replaced(master);
        });
    }
    test.finish();
}

#[test]
#[ignore = "needs the program redis-server"]
fn a_master_without_a_replica_is_killed_and_started_again() {
    let mut cluster = RedisCluster::start();
    let mut test = FaultTest::new("Cluster: a master without replica killed and started again, twice", setup());
    use_cluster(&mut test, &cluster);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            let master = moments.below(MASTERS);
            cluster.kill_master(master);
            moments.next();
            cluster.restart(master);
        }
    });
    test.finish();
}
