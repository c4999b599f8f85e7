//! The server on a Redis Cluster, with and without TLS.

use testkit::{Backend, RedisCluster, SECRET, Sitting, TlsFiles};

#[test]
#[ignore = "needs the redis-server program"]
fn an_exam_on_a_cluster_that_loses_a_master_is_the_same_as_any_other() {
    let mut cluster = RedisCluster::start();
    let deployment = crate::deployment(Backend::SqliteMemory)
        .with("ADAPTIVE__REDIS__CLUSTER", &cluster.addresses().join(", "))
        .with("REDIS_PASSWORD", SECRET);
    let server = deployment.serve();
    let client = server.client();
    assert_eq!(client.get("/api/store/info").ok()["mode"], "cluster");
    let mut sittings: Vec<Sitting> = (0..6).map(|_| Sitting::start(&client, 77)).collect();
    sittings.iter_mut().for_each(|sitting| sitting.answer_items(&client, 2));
    assert_eq!(cluster.keys().len(), 6, "every session has its working copy");

    cluster.kill_master(0);
    assert_eq!(client.get("/readyz").ok()["store"], "degraded");
    let undisturbed = testkit::sit(&crate::deployment(Backend::SqliteMemory).serve().client(), 77);
    for mut sitting in sittings {
        sitting.answer_items(&client, usize::MAX);
        assert_eq!(testkit::comparable(client.complete(sitting.session).ok()), undisturbed);
    }
}

#[test]
#[ignore = "needs the redis-server program"]
fn the_server_keeps_its_working_copies_in_a_cluster_over_tls() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let cluster = RedisCluster::start_with_tls(&files);
    let deployment = crate::deployment(Backend::SqliteMemory)
        .with("ADAPTIVE__REDIS__CLUSTER", &cluster.tls_addresses().join(","))
        .with("ADAPTIVE__REDIS__TLS", "true")
        .with("ADAPTIVE__REDIS__TLS_CA_FILE", &files.path("ca.pem").display().to_string())
        .with("REDIS_PASSWORD", SECRET);
    let server = deployment.serve();
    let _sitting = Sitting::start(&server.client(), 78);
    assert_eq!(cluster.keys().len(), 1);
}
