//! Connections over TLS.

use std::path::{Path, PathBuf};

use persistence::{DatabaseTlsSettings, RecordError, RecordSettings, conformance, open};
use testkit::{PostgresServer, TlsFiles};

use crate::messages::message;

/// The only way in is over TLS.
const TLS_ONLY: &str = "hostssl all all 127.0.0.1/32 scram-sha-256";

fn trusting(ca_file: PathBuf) -> RecordSettings {
    let tls = DatabaseTlsSettings { ca_file: Some(ca_file), ..DatabaseTlsSettings::default() };
    RecordSettings { tls, ..RecordSettings::default() }
}

/// The URL with this in its query.
fn with(server: &PostgresServer, query: &str) -> String {
    format!("{}?{query}", server.url())
}

fn authority(path: &Path) -> String {
    format!("sslrootcert={}", path.display())
}

async fn accepted(url: &str, settings: &RecordSettings) {
    open(url, settings).await.map_err(|error| message(&error)).unwrap().ping().await.unwrap();
}

/// The message for the operator where the connection must fail.
async fn refused(url: &str, settings: &RecordSettings) -> String {
    let error = open(url, settings).await.err().expect("the connection must fail");
    assert!(matches!(error, RecordError::Unavailable(_)), "{error:?}");
    let text = message(&error);
    assert!(!text.contains(PostgresServer::PASSWORD), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs the programs of PostgreSQL"]
async fn postgres_conforms_over_tls_where_there_is_no_other_way_in() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let mut server = PostgresServer::start_with_tls(&files);
    server.let_in(TLS_ONLY);
    let record = open(&with(&server, "sslmode=verify-full"), &trusting(files.path("ca.pem"))).await.unwrap();
    conformance::run_all(&record).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_that_demands_tls_rejects_connections_without() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let mut server = PostgresServer::start_with_tls(&files);
    server.let_in(TLS_ONLY);
    let text = refused(&with(&server, "sslmode=disable"), &RecordSettings::default()).await;
    assert!(text.contains("or not without TLS"), "{text}");
    // Channel binding ties the login to this very connection.
    accepted(&with(&server, "sslmode=require&channel_binding=require"), &RecordSettings::default()).await;
    accepted(&with(&server, "sslmode=prefer"), &RecordSettings::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_of_an_unknown_authority_is_accepted_only_where_authorities_are_not_checked() {
    let (files, others) = (TlsFiles::for_names(&["127.0.0.1"]), TlsFiles::for_names(&["127.0.0.1"]));
    let server = PostgresServer::start_with_tls(&files);
    let other = trusting(others.path("ca.pem"));
    for query in ["sslmode=verify-full", "sslmode=verify-ca", "sslmode=require", "connect_timeout=3"] {
        let text = refused(&with(&server, query), &other).await;
        assert!(
            text.contains("an authority that is not trusted here") && text.contains("tls_ca_file"),
            "{query}: {text}"
        );
    }
    // The authorities of the system do not know it either.
    let text = refused(&with(&server, "sslmode=verify-full"), &RecordSettings::default()).await;
    assert!(text.contains("an authority that is not trusted here"), "{text}");
    accepted(&with(&server, "sslmode=require"), &RecordSettings::default()).await;
    accepted(&with(&server, &authority(&files.path("ca.pem"))), &RecordSettings::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_under_another_name_is_refused_where_names_are_checked() {
    let files = TlsFiles::for_names(&["db.example", "127.0.0.2"]);
    let server = PostgresServer::start_with_tls(&files);
    let settings = trusting(files.path("ca.pem"));
    for url in [with(&server, "sslmode=verify-full"), server.url()] {
        let text = refused(&url, &settings).await;
        assert!(text.contains("for another host name") && text.contains("db.example"), "{text}");
    }
    for query in ["sslmode=verify-ca", "sslmode=require"] {
        accepted(&with(&server, query), &settings).await;
    }
    // The name is the one in the URL, wherever the connection goes.
    let url = with(&server, "hostaddr=127.0.0.1").replace("@127.0.0.1", "@db.example");
    accepted(&url, &settings).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_without_tls_is_refused_where_tls_is_demanded_and_accepted_where_it_is_not() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let server = PostgresServer::start();
    for query in ["sslmode=require", "sslmode=verify-full"] {
        let text = refused(&with(&server, query), &RecordSettings::default()).await;
        assert!(text.contains("the server has no TLS") && text.contains("ssl = on"), "{text}");
    }
    let text = refused(&server.url(), &trusting(files.path("ca.pem"))).await;
    assert!(text.contains("the server has no TLS"), "{text}");
    for query in ["sslmode=prefer", "sslmode=disable"] {
        accepted(&with(&server, query), &RecordSettings::default()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_that_rejects_logins_over_tls_is_used_without_where_tls_is_optional() {
    let mut server = PostgresServer::start_with_tls(&TlsFiles::for_names(&["127.0.0.1"]));
    server.let_in("hostnossl all all 127.0.0.1/32 scram-sha-256");
    accepted(&with(&server, "sslmode=prefer"), &RecordSettings::default()).await;
    let text = refused(&with(&server, "sslmode=require"), &RecordSettings::default()).await;
    assert!(text.contains("does not let this user in"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_that_demands_a_certificate_accepts_ours_and_no_other() {
    let (files, others) = (TlsFiles::for_names(&["127.0.0.1"]), TlsFiles::for_names(&["127.0.0.1"]));
    let mut server = PostgresServer::start_with_tls(&files);
    server.let_in(&format!("{TLS_ONLY} clientcert=verify-ca"));
    let showing = |of: &TlsFiles| {
        let mut settings = trusting(files.path("ca.pem"));
        settings.tls.client_cert_file = Some(of.path("client.pem"));
        settings.tls.client_key_file = Some(of.path("client.key"));
        settings
    };
    accepted(&server.url(), &showing(&files)).await;
    let text = refused(&server.url(), &trusting(files.path("ca.pem"))).await;
    assert!(text.contains("does not let this user in"), "{text}");
    let text = refused(&server.url(), &showing(&others)).await;
    assert!(text.contains("tls_client_cert_file"), "{text}");
}
