//! API keys made, listed and revoked by `adaptive-server keys`, and what they mean to a server that others can reach.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use testkit::{Backend, Deployment, RunningServer};

/// The exit code and what was printed, on standard output and on standard error.
fn outcome(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn run(deployment: &Deployment, arguments: &[&str]) -> String {
    let (code, printed, log) = outcome(&deployment.run(arguments));
    assert_eq!(code, Some(0), "{arguments:?}: {log}");
    printed
}

pub(crate) fn the_command_makes_lists_and_revokes_keys(deployment: &Deployment) {
    let server = deployment.serve();
    server.client().get("/api/exam-types").ok();
    let printed = run(deployment, &["keys", "create", "--name", "exam platform", "--scopes", "admin"]);
    let key = printed.trim_end();
    assert!(
        key.starts_with("aek_") && key.len() == 47 && !key.contains(char::is_whitespace),
        "the secret alone: {printed}"
    );
    server.client().get("/api/exam-types").problem(401, "unauthorized");
    let admin = server.client().bearer(key);
    admin.get("/api/exam-types").ok();

    let arguments = ["--name", "reports", "--scopes", "read, author", "--expires-at", "2090-01-31T12:00:00+01:00"];
    let printed = run(deployment, &[&["keys", "create", "--format", "json"], &arguments[..]].concat());
    let made: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((&made["scopes"], &made["expires_at"]), (&json!(["read", "author"]), &json!("2090-01-31T11:00:00Z")));
    let listed: Value = serde_json::from_str(&run(deployment, &["keys", "list", "--format", "json"])).unwrap();
    let over_http = admin.get("/api/keys").ok();
    let names = |keys: &Value| keys.as_array().unwrap().iter().map(|key| key["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&listed), names(&over_http));
    assert_eq!(listed[1], over_http[1], "the command lists what the interface replies");
    let table = run(deployment, &["keys", "list"]);
    assert!(table.contains("exam platform") && table.contains("read,author") && !table.contains(&key[4..]), "{table}");

    let reader = server.client().bearer(made["key"].as_str().unwrap());
    reader.get("/api/exam-types").ok();
    let printed = run(deployment, &["keys", "revoke", &made["key_id"].to_string()]);
    assert!(printed.contains("reports"), "{printed}");
    testkit::until("the running server notices", || reader.get("/api/exam-types").status == 401);
    assert!(!run(deployment, &["keys", "list"]).contains("reports"));
    assert!(run(deployment, &["keys", "list", "--revoked"]).contains("reports"));
}

#[test]
fn what_the_command_refuses_has_an_exit_code() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let create = |arguments: &[&str]| outcome(&deployment.run(&[&["keys", "create"], arguments].concat()));
    let faulty: [(&[&str], &str); 6] = [
        (&["--name", "n", "--scopes", "everything"], "scopes[0]"),
        (&["--name", "n", "--scopes", "read,,author"], "scopes[1]"),
        (&["--name", " ", "--scopes", "read"], "name"),
        (&["--name", "n", "--scopes", "read", "--expires-at", "2020-01-01T00:00:00Z"], "expires_at"),
        (&["--name", "n", "--scopes", "read", "--expires-at", "tomorrow"], "--expires-at"),
        (&["--name", "n"], "--scopes"),
    ];
    for (arguments, named) in faulty {
        let (code, printed, log) = create(arguments);
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{arguments:?}: {log}");
        assert!(log.contains(named), "{arguments:?}: {log}");
    }
    let (code, _, log) = outcome(&deployment.run(&["keys", "list"]));
    assert!(code == Some(0) && !log.contains("is a new database"), "the first command has made it: {log}");
    let elsewhere = crate::deployment(Backend::SqliteMemory);
    let (_, _, log) = outcome(&elsewhere.run(&["keys", "list"]));
    assert!(log.contains("is a new database"), "{log}");
    let (code, _, log) = outcome(&deployment.run(&["keys", "revoke", "999"]));
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("no API key 999"), "{log}");
    assert_eq!(run(&deployment, &["keys", "list", "--revoked", "--format", "json"]), "[]\n");
    let (code, _, log) = outcome(&deployment.run(&["keys", "list", "--bind", "127.0.0.1:1"]));
    assert_eq!(code, Some(2), "{log}");
    let nowhere = crate::deployment(Backend::SqliteMemory).with("DATABASE_URL", "postgres://h3cret:pw@127.0.0.1:1/x");
    let (code, _, log) = outcome(&nowhere.run(&["keys", "list"]));
    assert_eq!(code, Some(1), "{log}");
}

/// Starts a server on every address of the machine; whether it comes up.
fn comes_up_on_every_address(directory: &Path) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_adaptive-server"))
        .args(["--bind", "0.0.0.0:0"])
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .current_dir(directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let is_up = line.starts_with("adaptive-server is ready");
    if is_up {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    assert!(is_up || status.code() == Some(2), "{status:?}");
    is_up
}

#[test]
fn a_usable_key_in_the_database_lets_a_server_be_reached_from_outside() {
    let directory = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let keys = |arguments: &[&str]| {
        let output = Command::new(binary).arg("keys").args(arguments).current_dir(directory.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &[], &["--bind", "0.0.0.0:0"]);
    assert_eq!(status.code(), Some(2), "{printed}");
    assert!(printed.contains("adaptive-server keys create"), "the message says what to do: {printed}");
    assert!(!directory.path().join("adaptive.db").exists(), "a server that does not start leaves no database");

    keys(&["create", "--name", "platform", "--scopes", "deliver"]);
    assert!(comes_up_on_every_address(directory.path()));
    keys(&["revoke", "1"]);
    assert!(!comes_up_on_every_address(directory.path()), "a key that is revoked opens nothing");
}
