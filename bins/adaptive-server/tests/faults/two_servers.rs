//! Two servers on one Redis and one PostgreSQL, each request going to either.

use testkit::{PostgresServer, RedisServer};

use crate::fault_test::FaultTest;
use crate::server_setup::ServerSetup;
use crate::undisturbed::sit_undisturbed;

const EXAMS: u64 = 500;
const CLIENTS: usize = 64;

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn five_hundred_exams_go_to_two_servers_at_random() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let mut test = FaultTest::new("two servers, each request to either; no fault", setup);
    let servers = [test.setup.serve(), test.setup.serve()];
    test.addresses.set(&[servers[0].url(), servers[1].url()]);
    test.sit(EXAMS, CLIENTS);
    test.finish_against(&sit_undisturbed(EXAMS));
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn one_of_two_servers_is_killed_and_started_again() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis);
    let mut test =
        FaultTest::new("two servers, each request to either; one killed and started again, three times", setup);
    let steady = test.setup.serve();
    let mut other = Some(test.setup.serve());
    test.under_load(|test, moments| {
        for _ in 0..3 {
            let killed = other.take().unwrap();
            test.addresses.set(&[steady.url(), killed.url()]);
            moments.next();
            killed.kill();
            other = Some(test.setup.serve());
        }
        test.addresses.set(&[steady.url(), other.as_ref().unwrap().url()]);
    });
    test.finish();
}
