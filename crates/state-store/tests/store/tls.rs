//! TLS to a server, to Sentinels and their master, and to a cluster.

use std::sync::Arc;

use state_store::{
    ClusterSettings, EngineStateStore, RedisSettings, RedisStore, SentinelSettings, StoreError, TlsSettings,
    conformance,
};
use testkit::{MASTER_NAME, RedisCluster, RedisServer, SECRET, SentinelFleet, TlsFiles};

/// Trusts the authority of these files.
fn trusting(files: &TlsFiles) -> TlsSettings {
    let mut tls = TlsSettings::default();
    tls.ca_file = Some(files.path("ca.pem"));
    tls
}

/// The same, and shows the certificate of the client.
fn showing(files: &TlsFiles) -> TlsSettings {
    let mut tls = trusting(files);
    tls.client_cert_file = Some(files.path("client.pem"));
    tls.client_key_file = Some(files.path("client.key"));
    tls
}

fn settings(server: &RedisServer, tls: TlsSettings) -> RedisSettings {
    let mut settings = RedisSettings::for_host("127.0.0.1", server.tls_port(), 0, Some(SECRET));
    settings.tls = Some(tls);
    settings
}

async fn check_contract(settings: &RedisSettings) {
    let store = |prefix: &str| {
        let mut settings = settings.clone();
        settings.key_prefix = prefix.to_owned();
        Arc::new(RedisStore::new(&settings).unwrap())
    };
    conformance::run(&conformance::Subject::new(store("test:"), store("test:other:"))).await.unwrap();
}

/// Why the store cannot be reached.
async fn refusal(settings: &RedisSettings) -> String {
    match RedisStore::new(settings).unwrap().ping().await {
        Err(StoreError::Unavailable(source)) => source.to_string(),
        outcome => panic!("the connection must fail: {outcome:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn redis_store_keeps_the_contract_over_tls() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let server = RedisServer::start_with_tls(&files, false);
    check_contract(&settings(&server, trusting(&files))).await;

    // The address says it too.
    let mut by_address = RedisSettings::new(format!("rediss://:s3cret%2Fp%40ss@127.0.0.1:{}", server.tls_port()));
    by_address.tls = Some(trusting(&files));
    RedisStore::new(&by_address).unwrap().ping().await.unwrap();
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_server_of_another_authority_is_refused() {
    let (files, others) = (TlsFiles::for_names(&["127.0.0.1"]), TlsFiles::for_names(&["127.0.0.1"]));
    let server = RedisServer::start_with_tls(&files, false);
    let message = refusal(&settings(&server, trusting(&others))).await;
    assert!(message.contains("invalid peer certificate"), "{message}");
    // The authorities of the system do not know it either.
    refusal(&settings(&server, TlsSettings::default())).await;
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_server_that_is_certified_for_another_name_is_refused() {
    let files = TlsFiles::for_names(&["redis.example", "127.0.0.2"]);
    let server = RedisServer::start_with_tls(&files, false);
    let message = refusal(&settings(&server, trusting(&files))).await;
    assert!(message.contains("not valid for name"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_server_that_asks_for_a_certificate_takes_ours_and_no_stranger() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let server = RedisServer::start_with_tls(&files, true);
    RedisStore::new(&settings(&server, showing(&files))).unwrap().ping().await.unwrap();
    let message = refusal(&settings(&server, trusting(&files))).await;
    assert!(message.contains("received fatal alert") || message.contains("closed"), "{message}");
    let strangers = TlsFiles::for_names(&["127.0.0.1"]);
    let mut tls = showing(&strangers);
    tls.ca_file = Some(files.path("ca.pem"));
    refusal(&settings(&server, tls)).await;
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_server_without_tls_is_not_spoken_to() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let server = RedisServer::start_secured(&[]);
    let mut settings = RedisSettings::for_host("127.0.0.1", server.port(), 0, Some(SECRET));
    settings.tls = Some(trusting(&files));
    refusal(&settings).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn sentinels_and_their_master_are_reached_over_tls() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let fleet = SentinelFleet::start_with_tls(&files);
    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.sentinels = Some(SentinelSettings::new(fleet.sentinel_tls_addresses(), MASTER_NAME));
    settings.tls = Some(trusting(&files));
    check_contract(&settings).await;
    let others = TlsFiles::for_names(&["127.0.0.1"]);
    settings.tls = Some(trusting(&others));
    refusal(&settings).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_cluster_is_reached_over_tls() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let cluster = RedisCluster::start_with_tls(&files);
    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.cluster = Some(ClusterSettings::new(cluster.tls_addresses()));
    settings.tls = Some(trusting(&files));
    check_contract(&settings).await;
    let others = TlsFiles::for_names(&["127.0.0.1"]);
    settings.tls = Some(trusting(&others));
    refusal(&settings).await;
}

/// Why the settings are refused.
fn complaint(change: impl FnOnce(&mut RedisSettings, &TlsFiles)) -> String {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let mut settings = RedisSettings::new("rediss://127.0.0.1:1");
    settings.tls = Some(showing(&files));
    change(&mut settings, &files);
    match RedisStore::check(&settings) {
        Err(StoreError::Configuration { reason }) => reason,
        outcome => panic!("the settings must be refused: {outcome:?}"),
    }
}

#[test]
fn files_that_cannot_be_read_or_used_are_refused_by_setting_and_path() {
    let with = |change: fn(&mut TlsSettings, &TlsFiles)| {
        complaint(|settings, files| change(settings.tls.as_mut().unwrap(), files))
    };
    let missing = with(|tls, _| tls.ca_file = Some("/no/such/ca.pem".into()));
    assert!(missing.contains("`tls_ca_file`: cannot read /no/such/ca.pem"), "{missing}");
    let missing = with(|tls, _| tls.client_cert_file = Some("/no/such/client.pem".into()));
    assert!(missing.contains("`tls_client_cert_file`: cannot read /no/such/client.pem"), "{missing}");
    let missing = with(|tls, _| tls.client_key_file = Some("/no/such/client.key".into()));
    assert!(missing.contains("`tls_client_key_file`: cannot read /no/such/client.key"), "{missing}");

    let confused = with(|tls, files| tls.ca_file = Some(files.path("client.key")));
    assert!(confused.contains("`tls_ca_file`") && confused.contains("client.key is not usable"), "{confused}");
    let confused = with(|tls, files| tls.client_key_file = Some(files.path("client.pem")));
    assert!(confused.contains("`tls_client_key_file`") && confused.contains("client.pem is not usable"), "{confused}");
    let confused = with(|tls, files| tls.client_key_file = Some(files.path("server.key")));
    assert!(confused.contains("`tls_client_key_file`") && confused.contains("server.key is not usable"), "{confused}");

    let half = with(|tls, _| tls.client_key_file = None);
    assert!(half.contains("`tls_client_cert_file`") && half.contains("without `tls_client_key_file`"), "{half}");
    let half = with(|tls, _| tls.client_cert_file = None);
    assert!(half.contains("`tls_client_key_file`") && half.contains("without `tls_client_cert_file`"), "{half}");
}

#[test]
fn tls_that_could_not_protect_is_refused() {
    let insecure = complaint(|settings, _| settings.url = "rediss://127.0.0.1:1/#insecure".to_owned());
    assert!(insecure.contains("`#insecure`"), "{insecure}");
    let socket = complaint(|settings, _| settings.url = "unix:///run/redis.sock".to_owned());
    assert!(socket.contains("Unix socket"), "{socket}");
}
