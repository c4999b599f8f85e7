//! Secrets in files: `NAME_FILE` beside each secret.

use std::path::Path;

use testkit::{Backend, RunningServer};

const KEY: &str = "a-key-from-a-file-1";

fn refused(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &variables, &["--bind", "127.0.0.1:0"]);
    (status.code(), printed)
}

/// A file with this content; its directory lives as long as the first value.
fn file(content: &str) -> (tempfile::TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("secret");
    std::fs::write(&path, content).unwrap();
    (directory, path.to_str().unwrap().to_owned())
}

#[test]
fn api_keys_come_from_a_file_one_a_line_or_with_commas() {
    let (_directory, path) = file(&format!("{KEY}\r\n\nsecond-key-of-the-file, third-key-of-the-file\n"));
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS_FILE", &path);
    let server = deployment.serve();
    let client = server.client();
    client.get("/api/exam-types").problem(401, "unauthorized");
    for key in [KEY, "second-key-of-the-file", "third-key-of-the-file"] {
        client.bearer(key).get("/api/exam-types").ok();
    }
    client.bearer("fourth-key-of-the-file").get("/api/exam-types").problem(401, "unauthorized");
}

#[test]
fn the_database_url_comes_from_a_file_without_the_end_of_its_line() {
    for end in ["", "\n", "\r\n"] {
        let (directory, path) = file(&format!("mysql://root:s3cret@db.example/exams{end}"));
        for variable in ["DATABASE_URL_FILE", "ADAPTIVE__DATABASE__URL_FILE"] {
            let (code, printed) = refused(&[(variable, &path)]);
            assert_eq!(code, Some(2), "{printed}");
            assert!(printed.contains("mysql://…@db.example/…") && !printed.contains("s3cret"), "{printed}");
        }
        drop(directory);
    }
}

#[test]
fn the_secrets_of_redis_come_from_files() {
    let (_directory, path) = file("nowhere-s3cret\n");
    let (code, printed) = refused(&[("REDIS_URL_FILE", &path)]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("Redis") && !printed.contains("s3cret"), "{printed}");
    for password in ["REDIS_PASSWORD_FILE", "ADAPTIVE__REDIS__PASSWORD_FILE", "ADAPTIVE__REDIS__SENTINEL_PASSWORD_FILE"]
    {
        let (code, printed) = refused(&[(password, "/no/such/file")]);
        assert_eq!(code, Some(2), "{printed}");
        assert!(printed.contains(password) && printed.contains("/no/such/file"), "{printed}");
    }
}

#[test]
fn a_secret_and_its_file_together_are_refused() {
    let (_directory, path) = file(KEY);
    let cases = [
        ("DATABASE_URL", "sqlite://:memory:"),
        ("REDIS_URL", "redis://127.0.0.1"),
        ("REDIS_PASSWORD", "s3cret"),
        ("ADAPTIVE__AUTH__API_KEYS", "another-s3cret-key"),
    ];
    for (variable, value) in cases {
        let in_file = format!("{variable}_FILE");
        let (code, printed) = refused(&[(variable, value), (&in_file, &path)]);
        assert_eq!(code, Some(2), "{printed}");
        assert!(printed.contains(&format!("{variable} and {in_file} are both set")), "{printed}");
        assert!(!printed.contains("s3cret") && !printed.contains(KEY), "{printed}");
    }
}

#[test]
fn a_file_that_is_of_no_use_is_named_with_its_variable_and_without_its_content() {
    let (_empty, empty) = file("\n");
    let (_lines, lines) = file("sqlite://s3cret.db\nsqlite://s3cret-2.db\n");
    let directory = tempfile::tempdir().unwrap();
    let cases = [
        (empty.as_str(), "is empty"),
        (lines.as_str(), "more than one line"),
        (directory.path().to_str().unwrap(), "cannot read"),
        ("/no/such/file", "No such file"),
    ];
    for (path, reason) in cases {
        let (code, printed) = refused(&[("DATABASE_URL_FILE", path)]);
        assert_eq!(code, Some(2), "{printed}");
        for part in ["DATABASE_URL_FILE", path, reason] {
            assert!(printed.contains(part), "{part}: {printed}");
        }
        assert!(!printed.contains("s3cret"), "{printed}");
    }
}

#[test]
fn what_is_no_secret_is_not_read_from_a_file() {
    let (_directory, path) = file("json");
    let (code, printed) = refused(&[("ADAPTIVE__LOG__FORMAT_FILE", &path)]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("ADAPTIVE__LOG__FORMAT_FILE is no setting"), "{printed}");
}
