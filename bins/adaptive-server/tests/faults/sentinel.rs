//! A master that fails under load, and the Sentinels that choose another.

use testkit::{MASTER_NAME, SECRET, SentinelFleet};

use crate::campaign::Campaign;
use crate::rounds;
use crate::site::Site;

#[test]
#[ignore = "needs the program redis-server"]
fn the_sentinels_fail_over_under_load() {
    let site = Site::on_sqlite().with("ADAPTIVE__REDIS__MASTER_NAME", MASTER_NAME).with("REDIS_PASSWORD", SECRET);
    let mut campaign = Campaign::new("Sentinel: the master killed, another chosen", site);
    for round in 0..rounds() {
        let mut fleet = SentinelFleet::start();
        campaign.site.set("ADAPTIVE__REDIS__SENTINELS", &fleet.sentinel_addresses().join(","));
        let _server = campaign.serve();
        campaign.in_round(round, |_, moments| {
            moments.next();
            fleet.fail_over();
        });
    }
    campaign.finish();
}
