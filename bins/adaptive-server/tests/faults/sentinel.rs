//! A master that fails under load, and the Sentinels that choose another.

use testkit::{MASTER_NAME, SECRET, SentinelFleet};

use crate::fault_test::FaultTest;
use crate::rounds;
use crate::server_setup::ServerSetup;

#[test]
#[ignore = "needs the program redis-server"]
fn the_sentinels_fail_over_under_load() {
    let setup =
        ServerSetup::on_sqlite().with("ADAPTIVE__REDIS__MASTER_NAME", MASTER_NAME).with("REDIS_PASSWORD", SECRET);
    let mut test = FaultTest::new("Sentinel: the master killed, another chosen", setup);
    for round in 0..rounds() {
        let mut fleet = SentinelFleet::start();
        test.setup.set("ADAPTIVE__REDIS__SENTINELS", &fleet.sentinel_addresses().join(","));
        let _server = test.serve();
        test.in_round(round, |_, moments| {
            moments.next();
            fleet.fail_over();
        });
    }
    test.finish();
}
