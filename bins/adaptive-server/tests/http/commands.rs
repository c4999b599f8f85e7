//! The commands beside serving: `check-config`, `health`, `migrate`.

use std::process::Output;

use testkit::{Backend, Deployment, free_port};

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn deployment() -> Deployment {
    crate::deployment(Backend::SqliteMemory)
}

#[test]
fn settings_that_are_sound_are_shown_without_their_secrets() {
    let deployment = deployment()
        .with("ADAPTIVE__AUTH__API_KEYS", "s3cret-key-number-1,s3cret-key-number-2")
        .with("DATABASE_URL", "postgres://u:s3cret@db.example/exams")
        .with("REDIS_HOST", "127.0.0.1")
        .with("REDIS_PASSWORD", "s3cret")
        .with("PORT", "9000");
    let output = deployment.run(&["check-config"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let shown = out(&output);
    for line in ["bind = \"127.0.0.1:9000\"", "url = \"postgres://…\"", "password = \"…\"", "interval_seconds = 60"]
    {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(!shown.contains("s3cret") && !err(&output).contains("s3cret"), "{shown}");
}

#[test]
fn all_faults_are_reported_at_once_with_exit_code_2() {
    let deployment = deployment()
        .with("ADAPTIVE__SERVER__WORKERS", "0")
        .with("ADAPTIVE__SERVER__BIND", "nonsense:many")
        .with("ADAPTIVE__LOG__LEVEL", "foo=bar=baz")
        .with("ADAPTIVE__AUTH__API_KEYS", "short")
        .with("ADAPTIVE__DATABSE__URL", "x")
        .with("DATABASE_URL", "mysql://u:s3cret@h/exams")
        .with("DATABASE_URI", "s3cret");
    let output = deployment.run(&["check-config"]);
    assert_eq!(code(&output), Some(2), "{}", err(&output));
    let printed = err(&output);
    for part in [
        "server.workers",
        "server.bind",
        "log.level",
        "api_keys[0]",
        "ADAPTIVE__DATABASE__URL?",
        "warning: ",
        "DATABASE_URI",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(!printed.contains("s3cret"), "{printed}");
}

#[test]
fn a_misspelt_level_of_the_log_is_a_fault() {
    for level in ["inof", "", "info,", "info,wran", "lodu=,"] {
        let output = deployment().with("ADAPTIVE__LOG__LEVEL", level).run(&["check-config"]);
        assert_eq!(code(&output), Some(2), "{level:?}");
        assert!(err(&output).contains("log.level"), "{level:?}: {}", err(&output));
    }
    for level in ["debug", " INFO ", "warn,exam=debug", "off", "exam::service=trace"] {
        let output = deployment().with("ADAPTIVE__LOG__LEVEL", level).run(&["check-config"]);
        assert_eq!(code(&output), Some(0), "{level:?}: {}", err(&output));
    }
}

#[test]
fn a_database_without_a_key_is_found_where_others_reach_the_server() {
    let deployment = deployment().with("ADAPTIVE__SERVER__BIND", "0.0.0.0:9331");
    let connect = || deployment.run(&["check-config", "--connect"]);
    assert_eq!(code(&deployment.run(&["migrate"])), Some(0));
    let output = connect();
    assert_eq!(code(&output), Some(2), "{}", err(&output));
    assert!(err(&output).contains("refusing to listen"), "{}", err(&output));
    assert_eq!(code(&deployment.run(&["keys", "create", "--name", "platform", "--scopes", "deliver"])), Some(0));
    assert_eq!(code(&connect()), Some(0), "{}", err(&connect()));
}

#[test]
fn faults_that_appear_only_when_backends_are_opened_are_found_too() {
    let cases = [
        ("DATABASE_URL", "mysql://u@h/exams", "sqlite://"),
        ("DATABASE_URL", "sqlite:///no/such/directory/x.db", "/no/such/directory"),
        ("ADAPTIVE__DATABASE__TLS", "true", "SQLite"),
        ("REDIS_URL", "nowhere", "Redis"),
        ("ADAPTIVE__SERVER__BIND", "0.0.0.0:80", "ADAPTIVE__AUTH__API_KEYS"),
        ("ADAPTIVE__SERVER__BIND", "no-such-host.invalid:80", "no-such-host.invalid"),
    ];
    for (variable, value, named) in cases {
        let output = deployment().with(variable, value).run(&["check-config"]);
        assert_eq!(code(&output), Some(2), "{variable}: {}", out(&output));
        assert!(err(&output).contains(named), "{variable}: {}", err(&output));
    }
}

#[test]
fn check_config_asks_the_backends_only_when_told_and_changes_nothing() {
    let far =
        deployment().with("REDIS_URL", "redis://127.0.0.1:1").with("DATABASE_URL", "postgres://u:s3cret@127.0.0.1:1/x");
    assert_eq!(code(&far.run(&["check-config"])), Some(0), "nothing is asked");
    let output = far.run(&["check-config", "--connect"]);
    assert_eq!(code(&output), Some(2));
    for part in ["nothing listens there", "Redis does not answer"] {
        assert!(err(&output).contains(part), "{part}: {}", err(&output));
    }
    assert!(!err(&output).contains("s3cret"), "{}", err(&output));
    let also_faulty = far.with("ADAPTIVE__SERVER__WORKERS", "0").run(&["check-config", "--connect"]);
    for part in ["workers", "nothing listens there", "Redis does not answer"] {
        assert!(err(&also_faulty).contains(part), "{part}: {}", err(&also_faulty));
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("exams.db");
    let near = deployment().with("DATABASE_URL", &format!("sqlite://{}", file.display()));
    let output = near.run(&["check-config", "--connect"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(!file.exists(), "no database is created");
}

#[test]
fn health_says_in_one_line_whether_the_server_of_the_settings_lives_and_is_ready() {
    let port = free_port().to_string();
    let deployment = deployment().with("PORT", &port);
    for arguments in [&["health"][..], &["health", "--ready"]] {
        let output = deployment.run(arguments);
        assert_eq!((code(&output), out(&output).lines().count()), (Some(1), 1), "{}", out(&output));
        assert!(out(&output).contains(&port), "{}", out(&output));
    }
    let _server = deployment.serve_on_its_address();
    for (arguments, answer) in [(&["health"][..], "live"), (&["health", "--ready"], "ready")] {
        let output = deployment.run(arguments);
        assert_eq!((code(&output), err(&output)), (Some(0), String::new()), "{}", out(&output));
        assert!(out(&output).trim_end().ends_with(&format!("answers: {answer}")), "{}", out(&output));
    }
}

#[test]
fn health_reaches_a_server_on_all_addresses_by_loopback_and_takes_the_flag() {
    let port = free_port();
    let deployment = deployment()
        .with("ADAPTIVE__AUTH__API_KEYS", "long-enough-as-a-key")
        .with("ADAPTIVE__SERVER__BIND", &format!("0.0.0.0:{port}"));
    let _server = deployment.serve_on_its_address();
    assert_eq!(code(&deployment.run(&["health", "--ready"])), Some(0));
    assert_eq!(code(&deployment.run(&["--bind", &format!("localhost:{port}"), "health"])), Some(0));
    assert_eq!(code(&deployment.run(&["--bind", &format!("127.0.0.1:{}", free_port()), "health"])), Some(1));
    let unknowable = deployment.run(&["--bind", "127.0.0.1:0", "health"]);
    assert_eq!(code(&unknowable), Some(1));
    assert!(out(&unknowable).contains("a free port"), "{}", out(&unknowable));
}

#[test]
fn health_fails_with_one_line_when_the_settings_are_faulty() {
    let output = deployment().with("ADAPTIVE__SERVER__WORKERS", "0").with("PORT", "many").run(&["health"]);
    assert_eq!((code(&output), out(&output).lines().count()), (Some(1), 1), "{}", out(&output));
}

fn a_schema_is_brought_up_to_date_by_the_command(deployment: &Deployment) {
    let lacking = deployment.run(&["migrate", "--check"]);
    assert_eq!(code(&lacking), Some(1), "{}", err(&lacking));
    assert!(out(&lacking).contains("missing 2026-01-01-000000_create_record"), "{}", out(&lacking));
    assert!(out(&lacking).contains("adaptive-server migrate"), "{}", out(&lacking));

    let applied = deployment.run(&["migrate"]);
    assert_eq!(code(&applied), Some(0), "{}", err(&applied));
    assert!(out(&applied).contains("applied 2026-01-01-000000_create_record"), "{}", out(&applied));
    let again = deployment.run(&["migrate"]);
    assert_eq!(code(&again), Some(0));
    assert!(!out(&again).contains("applied") && out(&again).contains("up to date"), "{}", out(&again));
    assert_eq!(code(&deployment.run(&["migrate", "--check"])), Some(0));
}

#[test]
fn migrate_brings_the_schema_of_sqlite_up_to_date_and_says_what_it_has_done() {
    a_schema_is_brought_up_to_date_by_the_command(&deployment());
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn migrate_brings_the_schema_of_postgresql_up_to_date_and_says_what_it_has_done() {
    a_schema_is_brought_up_to_date_by_the_command(&crate::deployment(Backend::PostgresRedis));
}

#[test]
fn a_server_that_may_not_migrate_names_the_command_and_starts_after_it() {
    let deployment = deployment().with("ADAPTIVE__DATABASE__MIGRATE", "false");
    let refused = deployment.run(&["--bind", "127.0.0.1:0"]);
    assert_eq!(code(&refused), Some(1), "{}", err(&refused));
    for part in ["adaptive-server migrate", "2026-01-01-000000_create_record", "adaptive.db"] {
        assert!(err(&refused).contains(part), "{part}: {}", err(&refused));
    }
    let checked = deployment.run(&["check-config", "--connect"]);
    assert_eq!(code(&checked), Some(2));
    assert!(err(&checked).contains("adaptive-server migrate"), "{}", err(&checked));
    assert_eq!(code(&deployment.run(&["migrate"])), Some(0));
    let _: serde_json::Value = testkit::sit(&deployment.serve().client(), 5);
}

#[test]
fn a_database_of_a_newer_program_is_refused_in_words_that_say_what_to_do() {
    use diesel::{Connection as _, RunQueryDsl as _};
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("exams.db");
    let deployment = deployment().with("DATABASE_URL", &format!("sqlite://{}", file.display()));
    assert_eq!(code(&deployment.run(&["migrate"])), Some(0));
    let mut conn = diesel::SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')")
        .execute(&mut conn)
        .unwrap();
    for arguments in [&["--bind", "127.0.0.1:0"][..], &["migrate"], &["migrate", "--check"]] {
        let output = deployment.run(arguments);
        assert_eq!(code(&output), Some(1), "{}", err(&output));
        assert!(err(&output).contains("start the newer version, or restore the backup"), "{}", err(&output));
    }
}

#[test]
fn commands_that_do_not_listen_take_no_address() {
    for command in [&["--bind", "127.0.0.1:0", "migrate"][..], &["--bind", "127.0.0.1:0", "recover", "--all"]] {
        let output = deployment().run(command);
        assert_eq!(code(&output), Some(2), "{}", err(&output));
        assert!(err(&output).contains("omit --bind"), "{}", err(&output));
    }
}
