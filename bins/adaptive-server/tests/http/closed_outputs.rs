//! Commands whose standard output or standard error is closed or full.

use std::fs::File;
use std::process::Stdio;

use testkit::{Backend, Deployment};

/// A pipe whose reader is gone.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// A device that is full.
fn full() -> Stdio {
    File::create("/dev/full").unwrap().into()
}

/// What the command prints on standard error, and its exit code.
fn ended(deployment: &Deployment, arguments: &[&str], output: Stdio) -> (Option<i32>, String) {
    let ended = deployment.run_with_outputs(arguments, [output, Stdio::piped()]);
    (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
}

const CREATE: [&str; 6] = ["keys", "create", "--name", "n", "--scopes", "read"];

/// Commands that succeed on a database with a session and a key, whatever they print.
const COMMANDS: [&[&str]; 11] = [
    &["check-config"],
    &["migrate"],
    &["migrate", "--check"],
    &["keys", "list"],
    &["keys", "list", "--format", "json"],
    &["keys", "revoke", "1"],
    &["verify"],
    &["verify", "--format", "json"],
    &["verify", "--session", "1"],
    &["results", "export", "--what", "sessions", "--out", "-"],
    &["results", "rescore", "--exam-type", "placement", "--reason", "a wrong key"],
];

fn with_session_and_key() -> Deployment {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let _: serde_json::Value = deployment.serve().client().start("placement", 4);
    assert!(deployment.run(&CREATE).status.success());
    deployment
}

#[test]
fn a_reader_that_is_gone_is_no_failure_of_a_command() {
    let deployment = with_session_and_key();
    for arguments in COMMANDS {
        let (code, log) = ended(&deployment, arguments, closed());
        assert_eq!(code, Some(0), "{arguments:?}: {log}");
        let all_closed = deployment.run_with_outputs(arguments, [closed(), closed()]);
        assert_eq!(all_closed.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn output_that_cannot_be_written_is_a_failure_that_says_so() {
    let deployment = with_session_and_key();
    for arguments in COMMANDS {
        let (code, log) = ended(&deployment, arguments, full());
        assert_eq!(code, Some(1), "{arguments:?}: {log}");
        assert!(log.contains("standard output cannot be written"), "{arguments:?}: {log}");
    }
}

#[test]
fn health_says_by_its_exit_code_whether_the_server_lives_even_if_nobody_can_read_it() {
    let port = testkit::free_port().to_string();
    let deployment = crate::deployment(Backend::SqliteMemory).with("PORT", &port);
    for output in [closed(), full()] {
        assert_eq!(ended(&deployment, &["health"], output).0, Some(1));
    }
    let _server = deployment.serve_on_its_address();
    for output in [closed(), full()] {
        assert_eq!(ended(&deployment, &["health"], output), (Some(0), String::new()));
    }
}

#[test]
fn a_secret_that_nobody_gets_is_a_failure_that_names_the_key() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    for (output, key) in [(closed(), "API key 1"), (full(), "API key 2")] {
        let (code, log) = ended(&deployment, &CREATE, output);
        assert_eq!(code, Some(1), "{log}");
        assert!(log.contains(&format!("the secret of {key} could not be printed and is lost")), "{log}");
    }
}

#[test]
fn faults_of_the_settings_have_their_exit_code_with_every_output_closed() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__SERVER__WORKERS", "0");
    let ended = deployment.run_with_outputs(&["check-config"], [closed(), closed()]);
    assert_eq!(ended.status.code(), Some(2));
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn a_recovery_whose_reader_is_gone_recovers() {
    let deployment = crate::deployment(Backend::PostgresRedis);
    let session = deployment.serve().client().start("placement", 4)["exam_session_id"].as_i64().unwrap();
    let _: () = redis::Commands::del(&mut deployment.redis(), deployment.redis_key(session)).unwrap();
    for arguments in [&["recover", "--all"][..], &["recover", "--session", &session.to_string()]] {
        let (code, log) = ended(&deployment, arguments, closed());
        assert_eq!(code, Some(0), "{arguments:?}: {log}");
    }
    let copies: bool = redis::Commands::exists(&mut deployment.redis(), deployment.redis_key(session)).unwrap();
    assert!(copies, "the working copy is there again");
}
