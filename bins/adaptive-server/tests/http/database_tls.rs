//! The server and its PostgreSQL over TLS.

use testkit::{Backend, Deployment, PostgresServer, RunningServer, TlsFiles, comparable, sit};

/// A deployment on this PostgreSQL that trusts these files' authority.
fn deployment(postgres: &PostgresServer, files: &TlsFiles) -> Deployment {
    crate::deployment(Backend::SqliteRedis)
        .with("DATABASE_URL", &format!("{}?sslmode=verify-full", postgres.url()))
        .with("ADAPTIVE__DATABASE__TLS_CA_FILE", &files.path("ca.pem").display().to_string())
}

/// How many connections of the program there are, and how many of them are encrypted.
fn connections(postgres: &PostgresServer) -> (i64, i64) {
    let mut admin = postgres::Client::connect(&postgres.url(), postgres::NoTls).unwrap();
    let row = admin.query_one(
        "SELECT count(*), count(*) FILTER (WHERE ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
         WHERE application_name = 'adaptive-engine'",
        &[],
    );
    let row = row.unwrap();
    (row.get(0), row.get(1))
}

#[test]
#[ignore = "needs Redis and the programs of PostgreSQL: set TEST_REDIS_URL"]
fn an_exam_over_tls_is_the_same_as_any_other_and_every_connection_is_encrypted() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let postgres = PostgresServer::start_with_tls(&files);
    let deployment = deployment(&postgres, &files);
    let server = deployment.serve();
    let client = server.client();
    let report = sit(&client, 81);
    assert_eq!(client.get("/readyz").status, 200);
    let (all, encrypted) = connections(&postgres);
    assert!(all > 0 && encrypted == all, "{encrypted} of {all}");
    let undisturbed = crate::deployment(Backend::SqliteMemory);
    assert_eq!(comparable(report), comparable(sit(&undisturbed.serve().client(), 81)));
}

#[test]
#[ignore = "needs Redis and the programs of PostgreSQL: set TEST_REDIS_URL"]
fn working_copies_are_recovered_where_the_only_way_in_is_over_tls() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let mut postgres = PostgresServer::start_with_tls(&files);
    postgres.let_in("hostssl all all 127.0.0.1/32 scram-sha-256");
    let deployment = deployment(&postgres, &files);
    deployment.serve().kill();
    let recovered = deployment.run(&["recover", "--all"]);
    assert_eq!(recovered.status.code(), Some(0), "{}", String::from_utf8_lossy(&recovered.stderr));
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn the_authorities_of_the_system_are_trusted_where_no_other_is_named() {
    let files = TlsFiles::for_names(&["127.0.0.1"]);
    let postgres = PostgresServer::start_with_tls(&files);
    let server = crate::deployment(Backend::SqliteMemory)
        .with("DATABASE_URL", &postgres.url())
        .with("ADAPTIVE__DATABASE__TLS", "true")
        // Where the system keeps its authorities.
        .with("SSL_CERT_FILE", &files.path("ca.pem").display().to_string())
        .serve();
    assert_eq!(server.client().get("/readyz").status, 200);
    let (all, encrypted) = connections(&postgres);
    assert!(all > 0 && encrypted == all, "{encrypted} of {all}");
}

/// Starts the server where it must not come up: exit code 1, and a message that says this and no password.
fn refused(database: &str, authority: &TlsFiles, message: &str) {
    let directory = tempfile::tempdir().unwrap();
    let authority = authority.path("ca.pem").display().to_string();
    let variables = [("DATABASE_URL", database), ("ADAPTIVE__DATABASE__TLS_CA_FILE", &authority)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let binary = env!("CARGO_BIN_EXE_adaptive-server").as_ref();
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &variables, &["--bind", "127.0.0.1:0"]);
    assert_eq!(status.code(), Some(1), "{printed}");
    assert!(printed.contains(message) && !printed.contains(PostgresServer::PASSWORD), "{printed}");
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_server_that_cannot_be_trusted_is_reported_at_start() {
    let (files, others) = (TlsFiles::for_names(&["db.example"]), TlsFiles::for_names(&["127.0.0.1"]));
    let postgres = PostgresServer::start_with_tls(&files);
    refused(&postgres.url(), &others, "an authority that is not trusted here");
    refused(&postgres.url(), &files, "for another host name");
    refused(&PostgresServer::start().url(), &files, "the server has no TLS");
}
