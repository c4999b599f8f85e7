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
    let mut campaign = Campaign::new("two servers, each request to either; no fault", site);
    let servers = [campaign.site.serve(), campaign.site.serve()];
    campaign.addresses.set(&[servers[0].url(), servers[1].url()]);
    campaign.sit(EXAMS, CLIENTS);
    campaign.finish_against(&sit_undisturbed(EXAMS));
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn one_of_two_servers_is_killed_and_started_again() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let site = Site::on_postgres(&postgres).with_redis(&redis);
    let mut campaign =
        Campaign::new("two servers, each request to either; one killed and started again, three times", site);
    let steady = campaign.site.serve();
    let mut other = Some(campaign.site.serve());
    campaign.under_load(|campaign, moments| {
        for _ in 0..3 {
            let killed = other.take().unwrap();
            campaign.addresses.set(&[steady.url(), killed.url()]);
            moments.next();
            killed.kill();
            other = Some(campaign.site.serve());
        }
        campaign.addresses.set(&[steady.url(), other.as_ref().unwrap().url()]);
    });
    campaign.finish();
}
