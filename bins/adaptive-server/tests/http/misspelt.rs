//! Settings with a slip of the pen, several faults at once, and what the log says of the settings in use.

use std::path::Path;

use testkit::{Backend, RunningServer};

/// The log of a server that has come up with one more variable.
fn log_with(variable: &str, value: &str) -> String {
    let deployment = crate::deployment(Backend::SqliteMemory).with(variable, value);
    deployment.serve().kill_and_read_log()
}

fn refused(variables: &[(&str, &str)]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &variables, &["--bind", "127.0.0.1:0"]);
    assert_eq!(status.code(), Some(2), "{printed}");
    printed
}

#[test]
fn a_misspelt_variable_is_a_warning_that_names_the_right_one_and_not_its_value() {
    let cases = [
        ("DATABASE_URI", "DATABASE_URL"),
        ("REDIS_URI", "REDIS_URL"),
        ("REDIS_PASWORD_FILE", "REDIS_PASSWORD_FILE"),
        ("ADAPTIVE_DATABASE_URL", "ADAPTIVE__DATABASE__URL"),
        ("ADAPTIVE_AUTH__API_KEY", "ADAPTIVE__AUTH__API_KEYS"),
    ];
    for (variable, meant) in cases {
        let log = log_with(variable, "postgres://u:s3cret@h/exams");
        let line = log.lines().find(|line| line.contains("WARN") && line.contains(variable)).unwrap_or_default();
        assert!(line.contains(&format!("did you mean {meant}?")), "{log}");
        assert!(!log.contains("s3cret"), "{log}");
    }
    let log = log_with("ADAPTIVE_COLOUR_OF_THE_SKY", "blue");
    assert!(log.contains("ADAPTIVE_COLOUR_OF_THE_SKY is ignored: it is no setting of this program"), "{log}");
}

#[test]
fn an_empty_variable_is_a_warning() {
    let log = log_with("REDIS_URL", "");
    let line = log.lines().find(|line| line.contains("WARN") && line.contains("REDIS_URL")).unwrap_or_default();
    assert!(line.contains("REDIS_URL is empty, and is ignored"), "{log}");
}

#[test]
fn variables_of_other_programs_are_no_warning() {
    for variable in ["REDIS_SERVICE_HOST", "DATABASE_NAME", "REDIS_PORT_6379_TCP", "ADAPTIVE_API_KEY"] {
        let log = log_with(variable, "x");
        assert!(!log.contains(variable), "{log}");
    }
}

#[test]
fn a_misspelt_setting_stops_the_start_with_the_right_one() {
    let cases = [
        ("ADAPTIVE__DATABSE__URL", "ADAPTIVE__DATABASE__URL"),
        ("ADAPTIVE__DATABASE__URI", "ADAPTIVE__DATABASE__URL"),
        ("ADAPTIVE__SERVER_BIND", "ADAPTIVE__SERVER__BIND"),
    ];
    for (variable, meant) in cases {
        let printed = refused(&[(variable, "s3cret")]);
        assert!(
            printed.contains(&format!("{variable} is no setting of this program: did you mean {meant}?")),
            "{printed}"
        );
        assert!(!printed.contains("s3cret"), "{printed}");
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.toml");
    std::fs::write(&file, "[databse]\nurl = \"sqlite://x.db\"\n[server]\nbnid = \"localhost:1\"\n").unwrap();
    let (status, printed) = RunningServer::refuse(
        Path::new(env!("CARGO_BIN_EXE_adaptive-server")),
        directory.path(),
        &[],
        &["--config", file.to_str().unwrap()],
    );
    assert_eq!(status.code(), Some(2), "{printed}");
    for part in ["databse.url", "did you mean database.url?", "server.bnid", "did you mean server.bind?"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
}

#[test]
fn all_faults_are_reported_at_once() {
    let printed = refused(&[
        ("ADAPTIVE__SERVER__WORKERS", "0"),
        ("ADAPTIVE__LOG__LEVEL", "foo=bar=baz"),
        ("ADAPTIVE__STORE__FORMAT", "xml"),
        ("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "86401"),
        ("ADAPTIVE__AUTH__API_KEYS", "short,a-key-that-is-long-enough,tiny"),
        ("REDIS_PORT", "many"),
        ("PORT", "many"),
    ]);
    let faults = [
        "workers",
        "log.level",
        "xml",
        "expiry.interval_seconds",
        "api_keys[0]",
        "api_keys[2]",
        "REDIS_PORT",
        "PORT is",
    ];
    for fault in faults {
        assert!(printed.contains(fault), "{fault}: {printed}");
    }
    assert!(printed.contains("8 settings are faulty"), "{printed}");
}

#[test]
fn the_database_in_use_is_logged_at_start_without_its_password() {
    let log = log_with("ADAPTIVE__LOG__LEVEL", "info");
    assert!(log.contains("record in SQLite in /") && log.contains("/adaptive.db"), "{log}");
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn the_postgresql_in_use_is_logged_at_start_without_its_password() {
    let deployment = crate::deployment(Backend::PostgresRedis).with("ADAPTIVE__LOG__LEVEL", "info");
    let log = deployment.serve().kill_and_read_log();
    assert!(log.contains("record in PostgreSQL at 127.0.0.1:5432, database adaptive_test_"), "{log}");
    assert!(!log.contains("postgres://"), "{log}");
}
