//! Two servers on one Redis and one PostgreSQL, each request going to either.

use testkit::{PostgresServer, RedisServer};

use crate::campaign::Campaign;
use crate::site::Site;
use crate::undisturbed::sit_undisturbed;

const EXAMS: u64 = 500;
const CLIENTS: usize = 64;

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn five_hundred_exams_go_to_two_servers_at_random() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let site = Site::on_postgres(&postgres).with_redis(&redis);
    let mut campaign = Campaign::new("none: 500 exams, 64 at a time, each request to either of two servers", site);
    let servers = [campaign.site.serve(), campaign.site.serve()];
    campaign.addresses.set(&[servers[0].url(), servers[1].url()]);
    campaign.sit(EXAMS, CLIENTS);
    campaign.finish_against(&sit_undisturbed(EXAMS));
}
