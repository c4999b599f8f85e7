//! Starting the server with settings that work and settings that do not.

use testkit::{Backend, RunningServer};

const BINARY: &str = env!("CARGO_BIN_EXE_adaptive-server");

fn refused(variables: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (status, printed) = RunningServer::refuse(BINARY.as_ref(), directory.path(), &variables, arguments);
    (status.code(), printed)
}

#[test]
fn without_keys_the_server_refuses_to_be_reached_from_outside() {
    let (code, printed) = refused(&[], &["--bind", "0.0.0.0:0"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("ADAPTIVE__AUTH__API_KEYS"), "the message says what to do: {printed}");
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("ADAPTIVE__SERVER__WORKERS", "0")], "server.workers"),
        (&[("ADAPTIVE__SERVER__COLOUR", "red")], "colour"),
        (&[("ADAPTIVE__STORE__FORMAT", "xml")], "`xml`, expected"),
        (&[("ADAPTIVE__LOG__FORMAT", "xml")], "`text` or `json`"),
        (&[("ADAPTIVE__AUTH__API_KEYS", "short")], "api_keys[0]"),
        (&[("ADAPTIVE__AUTH__API_KEYS", "a-key-of-the-platform,a s3cret with spaces")], "auth.api_keys[1]"),
        (&[("ADAPTIVE__AUTH__API_KEYS", "ast_s3cret-that-is-a-token")], "auth.api_keys[0]"),
        (&[("ADAPTIVE__AUTH__API_KEYS", "s3cret-of-somebody,s3cret-of-somebody")], "auth.api_keys[1]"),
        (&[("REDIS_PORT", "many")], "REDIS_PORT"),
        (&[("REDIS_URL", "nowhere")], "Redis"),
        (&[("REDIS_HOST", "127.0.0.1"), ("ADAPTIVE__REDIS__CONNECT_TIMEOUT_MS", "0")], "connect_timeout_ms"),
        (&[("REDIS_HOST", "127.0.0.1"), ("ADAPTIVE__STORE__KEY_PREFIX", "app1")], "prefix"),
        (&[("ADAPTIVE__REDIS__MASTER_NAME", "mymaster")], "redis.sentinels"),
        (&[("ADAPTIVE__DATABASE__STATEMENT_TIMEOUT_MS", "0")], "statement_timeout_ms"),
        (&[("ADAPTIVE__LOG__LEVEL", "foo=bar=baz")], "log.level"),
        (&[("ADAPTIVE__SERVER__WORKERS", "100000")], "server.workers"),
        (&[("ADAPTIVE__SERVER__BASE_PATH", "cat")], "server.base_path"),
        (&[("ADAPTIVE__SERVER__BASE_PATH", "/a//b")], "server.base_path"),
        (&[("ADAPTIVE__SERVER__TRUSTED_PROXIES", "10.0.0.1, proxy")], "server.trusted_proxies"),
        (&[("ADAPTIVE__SERVER__TRUSTED_PROXIES", "10.0.0.0/40")], "server.trusted_proxies"),
        (&[("ADAPTIVE__SERVER__MAX_CONNECTIONS", "0")], "max_connections"),
        (&[("ADAPTIVE__SERVER__HEAD_TIMEOUT_SECONDS", "0")], "head_timeout_seconds"),
        (&[("ADAPTIVE__RATE_LIMITS__KEY_PER_MINUTE", "-1")], "key_per_minute"),
        (&[("ADAPTIVE__CORS__ORIGINS", "*")], "cors.origins[0]"),
        (&[("ADAPTIVE__PAGES__PUBLIC_URL", "exams.example")], "pages.public_url"),
        (&[("ADAPTIVE__PAGES__PUBLIC_URL", "https://exams.example/cat")], "pages.public_url"),
        (&[("ADAPTIVE__PAGES__ACCENT", "yellow")], "pages.accent"),
        (&[("ADAPTIVE__PAGES__LOGO", "nowhere.svg")], "pages.logo"),
        (&[("ADAPTIVE__PAGES__LOGO", "logo.exe")], "pages.logo"),
        (&[("ADAPTIVE__PAGES__LANGUAGE", "klingon")], "pages.language"),
        (&[("ADAPTIVE__CORS__ORIGINS", "https://a, https://b/path")], "cors.origins[1]"),
        (&[("ADAPTIVE__CORS__ORIGINS", "exams.example")], "cors.origins[0]"),
        (&[("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "-1")], "interval_seconds"),
        (&[("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "86401")], "expiry.interval_seconds"),
    ];
    check_refused(cases);
}

#[test]
fn settings_of_redis_that_contradict_each_other_are_named() {
    let (sentinels, cluster) = (("ADAPTIVE__REDIS__SENTINELS", "h:1"), ("ADAPTIVE__REDIS__CLUSTER", "h:1, h:2"));
    let (secure, insecure) = (("ADAPTIVE__REDIS__TLS", "true"), ("ADAPTIVE__REDIS__TLS", "false"));
    let authority = ("ADAPTIVE__REDIS__TLS_CA_FILE", "/no/such/ca.pem");
    let host = ("REDIS_HOST", "127.0.0.1");
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[sentinels, cluster], "`sentinels` and `cluster`"),
        (&[cluster, ("REDIS_DB", "2")], "database"),
        (&[cluster, ("REDIS_URL", "redis://h/2")], "database"),
        (&[("ADAPTIVE__REDIS__CLUSTER", "h:1, h:many")], "cluster[1]"),
        (&[secure], "redis.tls"),
        (&[authority], "redis.tls"),
        (&[host, ("ADAPTIVE__REDIS__TLS", "perhaps")], "ADAPTIVE__REDIS__TLS"),
        (&[host, insecure, authority], "redis.tls"),
        (&[("REDIS_URL", "rediss://h"), insecure], "redis.tls"),
        (&[("REDIS_URL", "rediss://h/#insecure")], "#insecure"),
        (&[("REDIS_URL", "unix:///run/redis.sock"), secure], "socket"),
        (&[host, authority], "`tls_ca_file`: cannot read /no/such/ca.pem"),
        (&[host, ("ADAPTIVE__REDIS__TLS_CLIENT_CERT_FILE", "/no/such/client.pem")], "`tls_client_key_file`"),
    ];
    check_refused(cases);
}

#[test]
fn settings_of_tls_to_the_database_that_make_no_sense_are_named() {
    let postgres = ("DATABASE_URL", "postgres://u:s3cret@127.0.0.1:1/exams");
    let url = |url| ("DATABASE_URL", url);
    let (secure, insecure) = (("ADAPTIVE__DATABASE__TLS", "true"), ("ADAPTIVE__DATABASE__TLS", "false"));
    let authority = ("ADAPTIVE__DATABASE__TLS_CA_FILE", "/no/such/ca.pem");
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[url("postgres://h/exams?sslmode=always")], "`sslmode` in the database URL is `always`"),
        (&[url("postgres://h/exams?sslmode=require"), insecure], "`tls` is false"),
        (&[url("postgres://h/exams?sslmode=disable"), secure], "`tls` is true"),
        (&[url("postgres://h/exams?sslmode=prefer"), authority], "`tls_ca_file`"),
        (&[url("postgres://h/exams?sslrootcert=/no/such/ca.pem")], "`sslrootcert`: cannot read /no/such/ca.pem"),
        (&[url("postgres://%2Frun%2Fpostgresql/exams"), secure], "socket"),
        (&[postgres, ("ADAPTIVE__DATABASE__TLS", "perhaps")], "ADAPTIVE__DATABASE__TLS"),
        (&[postgres, insecure, authority], "`tls_ca_file`"),
        (&[postgres, authority], "`tls_ca_file`: cannot read /no/such/ca.pem"),
        (&[postgres, ("ADAPTIVE__DATABASE__TLS_CLIENT_CERT_FILE", "/no/such/client.pem")], "`tls_client_key_file`"),
        (&[secure], "SQLite"),
    ];
    check_refused(cases);
}

fn check_refused(cases: &[(&[(&str, &str)], &str)]) {
    for (variables, named) in cases {
        let (code, printed) = refused(variables, &["--bind", "127.0.0.1:0"]);
        assert_eq!(code, Some(2), "{variables:?}: {printed}");
        assert!(printed.contains(named) && !printed.contains("s3cret"), "{variables:?}: {printed}");
    }
}

#[test]
fn sentinels_that_cannot_be_used_are_named_by_their_place() {
    let sentinels = ("ADAPTIVE__REDIS__SENTINELS", "10.0.0.1:26379, s3cret@10.0.0.2");
    let (code, printed) = refused(&[sentinels], &["--bind", "127.0.0.1:0"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("sentinels[1]") && !printed.contains("s3cret"), "{printed}");
}

#[test]
fn a_database_that_cannot_be_opened_is_reported_without_its_password() {
    let url = "postgres://root:s3cret@127.0.0.1:1/exams";
    let (code, printed) = refused(&[("DATABASE_URL", url)], &["--bind", "127.0.0.1:0"]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("DATABASE_URL") && !printed.contains("s3cret"), "{printed}");
    let (code, printed) = refused(&[("DATABASE_URL", "mysql://db/exams")], &["--bind", "127.0.0.1:0"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("sqlite://"), "the message says what would do: {printed}");
}

#[test]
fn a_server_that_cannot_listen_leaves_no_database_behind() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let directory = tempfile::tempdir().unwrap();
    let (status, printed) = RunningServer::refuse(BINARY.as_ref(), directory.path(), &[], &["--bind", &address]);
    assert_eq!(status.code(), Some(1), "{printed}");
    assert!(printed.contains(&format!("cannot listen on {address}")), "{printed}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_settings_file_is_read_and_the_environment_wins() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.toml");
    std::fs::write(&file, "[server]\nbind = \"0.0.0.0:0\"\n[database]\nurl = \"sqlite://elsewhere.db\"\n").unwrap();
    let path = file.to_str().unwrap();
    let (code, _) = refused(&[], &["--config", path]);
    assert_eq!(code, Some(2), "the address of the file is one the server refuses");
    let (code, printed) =
        refused(&[("DATABASE_URL", "mysql://db/exams")], &["--config", path, "--bind", "127.0.0.1:0"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("mysql://"), "the flag and the environment win over the file: {printed}");
    let (code, printed) = refused(&[], &["--config", "/no/such/file.toml"]);
    assert_eq!((code, printed.contains("/no/such/file.toml")), (Some(2), true), "{printed}");
    drop(deployment);
}

#[test]
fn the_server_is_ready_and_degraded_without_its_redis() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("REDIS_URL", "redis://127.0.0.1:1");
    let server = deployment.serve();
    let client = server.client();
    let ready = client.get("/readyz").ok();
    assert_eq!((ready["status"].as_str(), ready["store"].as_str()), (Some("degraded"), Some("degraded")));
    let report = testkit::sit(&client, 61);
    let undisturbed = crate::deployment(Backend::SqliteMemory);
    assert_eq!(report, testkit::sit(&undisturbed.serve().client(), 61), "exams go on from the record");
    client.get("/api/store/info").problem(503, "unavailable");
}

#[test]
fn a_faulty_settings_file_shows_no_secret() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.toml");
    let faulty = ["[auth]\napi_keys = 1234567890123456789\n", "[redis]\nhost = \"h\"\npassword = \"hunter2-secret\n"];
    for text in faulty {
        std::fs::write(&file, text).unwrap();
        let (code, printed) = refused(&[], &["--config", file.to_str().unwrap(), "--bind", "127.0.0.1:0"]);
        assert_eq!(code, Some(2), "{printed}");
        assert!(!printed.contains("hunter2") && !printed.contains("1234567890123456789"), "{printed}");
    }
}

#[cfg(not(feature = "failpoints"))]
#[test]
fn a_build_that_is_not_for_tests_has_no_switch_to_kill_it() {
    let binary = std::fs::read(env!("CARGO_BIN_EXE_adaptive-server")).unwrap();
    for text in ["ADAPTIVE_KILL_AT", "answer_committed"] {
        assert!(!binary.windows(text.len()).any(|bytes| bytes == text.as_bytes()), "{text} is in the binary");
    }
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE_KILL_AT", "request_received:1");
    let _: serde_json::Value = testkit::sit(&deployment.serve().client(), 51);
}
