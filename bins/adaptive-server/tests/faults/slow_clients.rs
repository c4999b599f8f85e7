//! Slow clients: they hold connections and send nothing, while an exam goes on.

use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use testkit::RunningServer;

/// What slow clients have sent when they stop: nothing, half a head, a head and half a body.
const HALVES: [&str; 3] = [
    "",
    "POST /api/adaptive/answer HTTP/1.1\r\nHost: localhost\r\nContent-",
    "POST /api/adaptive/answer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{\"exam",
];

fn variables(more: &[(&str, &str)]) -> Vec<(String, String)> {
    more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Connects this number of clients. Each stops half-way, in one of several ways.
fn slow_clients(server: &RunningServer, clients: usize) -> Vec<TcpStream> {
    let address = server.url().trim_start_matches("http://");
    let connect = |n: usize| {
        let mut connection = TcpStream::connect(address).expect("the server listens");
        connection.write_all(HALVES[n % HALVES.len()].as_bytes()).expect("the backlog takes it");
        connection
    };
    (0..clients).map(connect).collect()
}

/// A program that runs the server with this limit on open files.
fn with_open_files(directory: &TempDir, files: u32) -> PathBuf {
    let script = directory.path().join("server.sh");
    let text = format!(
        "#!/bin/sh\nulimit -Sn 64\nulimit -Hn {files}\nexec {} \"$@\"\n",
        env!("CARGO_BIN_EXE_adaptive-server")
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    script
}

#[test]
#[ignore = "holds many connections for a while"]
fn an_exam_goes_on_beside_1000_slow_clients() {
    rlimit::increase_nofile_limit(4096).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let server = RunningServer::start(binary, directory.path(), &variables(&[]));
    for clients in [325, 1000] {
        let slow = slow_clients(&server, clients);
        assert_eq!(testkit::sit(&server.client(), 1)["completed"], true);
        drop(slow);
    }
}

#[test]
#[ignore = "holds many connections for a while"]
fn an_exam_goes_on_beside_325_slow_clients_where_files_are_few() {
    let directory = tempfile::tempdir().unwrap();
    let program = with_open_files(&directory, 256);
    let server = RunningServer::start(&program, directory.path(), &variables(&[("ADAPTIVE__LOG__LEVEL", "info")]));
    let slow = slow_clients(&server, 325);
    assert_eq!(testkit::sit(&server.client(), 1)["completed"], true);
    drop(slow);
    let log = server.kill_and_read_log();
    for part in ["open_files=256", "max_connections=192", "backlog=4096"] {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("ERROR"), "{log}");
}
