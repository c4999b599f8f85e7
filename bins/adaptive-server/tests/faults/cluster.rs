//! A Redis Cluster whose slots move and whose masters fail, while exams are sat.

use testkit::{RedisCluster, SECRET};

use crate::campaign::Campaign;
use crate::rounds;
use crate::site::Site;

const MASTERS: usize = 3;

fn site() -> Site {
    Site::on_sqlite().with("REDIS_PASSWORD", SECRET)
}

fn lead_to(campaign: &mut Campaign, cluster: &RedisCluster) {
    campaign.site.set("ADAPTIVE__REDIS__CLUSTER", &cluster.addresses().join(","));
}

#[test]
#[ignore = "needs the program redis-server"]
fn slots_move_under_load() {
    let cluster = RedisCluster::start();
    let mut campaign = Campaign::new("Cluster: the slots of four running exams moved to another master", site());
    lead_to(&mut campaign, &cluster);
    let _server = campaign.serve();
    campaign.under_load(|_, moments| {
        for _ in 0..4 {
            moments.next();
            let keys = cluster.keys();
            let key = &keys[moments.below(keys.len())];
            let to = (cluster.owner_of(key) + 1 + moments.below(MASTERS - 1)) % MASTERS;
            cluster.move_slot_of(key, to);
        }
    });
    campaign.finish();
}

#[test]
#[ignore = "needs the program redis-server"]
fn a_master_is_killed_and_its_replica_takes_over() {
    let mut campaign = Campaign::new("Cluster: a master killed, its replica takes over", site());
    for round in 0..rounds() {
        let mut cluster = RedisCluster::start_with_replicas();
        lead_to(&mut campaign, &cluster);
        let _server = campaign.serve();
        campaign.in_round(round, |_, moments| {
            moments.next();
            let master = moments.below(MASTERS);
            cluster.kill_master(master);
            cluster.until_replaced(master);
        });
    }
    campaign.finish();
}

#[test]
#[ignore = "needs the program redis-server"]
fn a_master_without_a_replica_is_killed_and_started_again() {
    let mut cluster = RedisCluster::start();
    let mut campaign = Campaign::new("Cluster: a master without replica killed and started again, twice", site());
    lead_to(&mut campaign, &cluster);
    let _server = campaign.serve();
    campaign.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            let master = moments.below(MASTERS);
            cluster.kill_master(master);
            moments.next();
            cluster.restart(master);
        }
    });
    campaign.finish();
}
