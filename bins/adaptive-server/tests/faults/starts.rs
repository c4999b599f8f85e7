//! Several servers that start at the same moment on an empty database.

use std::thread;

use testkit::{PostgresServer, RunningServer, Sitting, until};

use crate::server_setup::ServerSetup;

const SERVERS: usize = 5;

/// All of them become ready, and the database has one version of the sample.
fn check(setup: &ServerSetup) {
    let servers: Vec<RunningServer> = thread::scope(|scope| {
        let starts: Vec<_> = (0..SERVERS).map(|_| scope.spawn(|| setup.serve())).collect();
        starts.into_iter().map(|start| start.join().expect("the server comes up")).collect()
    });
    for server in &servers {
        let client = server.client();
        until("the server is ready", || client.get("/readyz").status == 200);
        for list in ["/api/banks", "/api/exam-types"] {
            let listed = client.get(list).ok();
            let versions: Vec<_> = listed.as_array().unwrap().iter().map(|row| row["version"].as_i64()).collect();
            assert_eq!(versions, [Some(1)], "{list}: {listed}");
        }
        let mut sitting = Sitting::start(&client, 9);
        sitting.answer_items(&client, 2);
    }
}

#[test]
fn servers_that_start_at_once_on_an_empty_file_load_the_sample_once() {
    check(&ServerSetup::on_sqlite());
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn servers_that_start_at_once_on_an_empty_postgres_load_the_sample_once() {
    let postgres = PostgresServer::start();
    check(&ServerSetup::on_postgres(&postgres));
}
