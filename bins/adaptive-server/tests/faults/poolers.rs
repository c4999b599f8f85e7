//! PgBouncer in transaction mode between the servers and PostgreSQL.

use testkit::{PgBouncer, PostgresServer, RedisServer};

use crate::fault_test::FaultTest;
use crate::server_setup::ServerSetup;
use crate::undisturbed::{SCRIPTS, all_undisturbed};

/// More at once than PgBouncer has connections to the server.
const AT_ONCE: usize = 16;

#[test]
#[ignore = "needs the programs redis-server, postgres and pgbouncer"]
fn two_servers_share_the_connections_of_a_pooler_in_transaction_mode() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let bouncer = PgBouncer::start(&postgres, "transaction");
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis).through(&bouncer);
    let mut test = FaultTest::new("PgBouncer in transaction mode, two servers; no fault", setup);
    let servers = [test.setup.serve(), test.setup.serve()];
    test.addresses.set(&[servers[0].url(), servers[1].url()]);
    test.sit(SCRIPTS, AT_ONCE);
    for server in &servers {
        assert_eq!(server.client().get("/readyz").status, 200);
    }
    test.finish_against(all_undisturbed());
}

#[test]
#[ignore = "needs the programs redis-server, postgres and pgbouncer"]
fn the_pooler_and_postgres_behind_it_are_killed_and_started_again() {
    let (redis, mut postgres) = (RedisServer::start(), PostgresServer::start());
    let mut bouncer = PgBouncer::start(&postgres, "transaction");
    let setup = ServerSetup::on_postgres(&postgres).with_redis(&redis).through(&bouncer);
    let mut test =
        FaultTest::new("PgBouncer in transaction mode killed and started, PostgreSQL crashed behind it, twice", setup);
    let _server = test.serve();
    test.under_load(|_, moments| {
        for _ in 0..2 {
            moments.next();
            bouncer.restart();
            moments.next();
            postgres.restart();
        }
    });
    test.finish();
}
