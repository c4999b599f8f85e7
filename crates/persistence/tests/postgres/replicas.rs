//! A replica that follows its primary, and takes its place.

use persistence::{RecordSettings, open};
use testkit::PostgresServer;

use crate::messages::{assert_unavailable, execute, insert_bank};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_replica_is_refused_until_it_is_the_primary() {
    let mut primary = PostgresServer::start();
    let settings = RecordSettings::default();
    let empty = primary.start_replica();
    assert_unavailable(open(&empty.url(), &settings).await, "name the primary and not a replica");
    drop(empty);

    let record = open(&primary.url(), &settings).await.unwrap();
    insert_bank(&record).await.unwrap();
    let replica = primary.start_replica();
    assert_unavailable(open(&replica.url(), &settings).await, "name the primary and not a replica");

    let choosy = format!("{}?target_session_attrs=read-write", replica.url());
    assert_unavailable(open(&choosy, &settings).await, "name the primary and not a replica");

    primary.stop_at_once();
    execute(&replica, &["SELECT pg_promote()"]).await;
    let record = open(&replica.url(), &settings).await.unwrap();
    record.ping().await.unwrap();
    assert_eq!(record.latest_bank("bank").await.unwrap().unwrap().version, 1, "what the primary had is there");
    insert_bank(&record).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_url_with_both_servers_finds_the_one_that_can_be_written_to() {
    let mut primary = PostgresServer::start();
    let replica = primary.start_replica();
    let hosts = format!("{},{}", replica.address(), primary.address());
    let url = primary.url().replace(&primary.address(), &hosts) + "?target_session_attrs=read-write";
    let record = open(&url, &RecordSettings::default()).await.unwrap();
    insert_bank(&record).await.unwrap();

    primary.stop_at_once();
    assert_unavailable(insert_bank(&record).await, "the database is unavailable");
    execute(&replica, &["SELECT pg_promote()"]).await;
    record.ping().await.unwrap();
}
