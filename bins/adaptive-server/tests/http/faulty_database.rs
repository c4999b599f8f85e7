//! A database that is out of reach, can only be read, or has no room: what the operator and the client see, and
//! that nothing is lost.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use testkit::{Backend, Client, PostgresServer, RunningServer, Sitting, comparable, sit, until};

const BINARY: &str = env!("CARGO_BIN_EXE_adaptive-server");

/// Starts the server where it must not come up: exit code 1, and a message that says this and no password.
fn refused(database: &str, message: &str) {
    let directory = tempfile::tempdir().unwrap();
    let variables = [("DATABASE_URL".to_owned(), database.to_owned())];
    let (status, printed) =
        RunningServer::refuse(BINARY.as_ref(), directory.path(), &variables, &["--bind", "127.0.0.1:0"]);
    assert_eq!(status.code(), Some(1), "{printed}");
    assert!(printed.contains("DATABASE_URL") && printed.contains(message), "{printed}");
    for secret in ["hunter2", PostgresServer::PASSWORD] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn a_database_that_does_not_listen_is_reported_at_start() {
    refused("postgres://postgres:hunter2@127.0.0.1:1/exams", "nothing listens there");
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_wrong_password_and_a_database_that_can_only_be_read_are_reported_at_start() {
    let server = PostgresServer::start();
    refused(&format!("postgres://postgres:hunter2@{}/postgres", server.address()), "the user or the password is wrong");

    let mut client = postgres::Client::connect(&server.url(), postgres::NoTls).unwrap();
    client.batch_execute("ALTER DATABASE postgres SET default_transaction_read_only = on").unwrap();
    refused(&server.url(), "the database can only be read");
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_replica_is_reported_at_start() {
    let primary = PostgresServer::start();
    refused(&primary.start_replica().url(), "name the primary and not a replica");
}

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn a_database_that_stops_being_writable_makes_the_server_unready_and_no_answer_is_lost() {
    let postgres = PostgresServer::start();
    let deployment = crate::deployment(Backend::SqliteMemory).with("DATABASE_URL", &postgres.url());
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 71);
    sitting.answer_items(&client, 3);

    let mut admin = postgres::Client::connect(&postgres.url(), postgres::NoTls).unwrap();
    let reconnect = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adaptive-engine'";
    admin.batch_execute("ALTER DATABASE postgres SET default_transaction_read_only = on").unwrap();
    admin.batch_execute(reconnect).unwrap();
    until("the server is not ready", || client.get("/readyz").status == 503);
    client.answer(sitting.session, sitting.item_id(), sitting.key()).problem(503, "unavailable");

    admin.batch_execute("ALTER DATABASE postgres RESET default_transaction_read_only").unwrap();
    admin.batch_execute(reconnect).unwrap();
    until("the server is ready", || client.get("/readyz").status == 200);
    sitting.answer_items(&client, usize::MAX);
    assert_eq!(comparable(client.complete(sitting.session).ok()), sit(&client, 71));
    let log = server.kill_and_read_log();
    assert!(log.contains("the database can only be read") && !log.contains(PostgresServer::PASSWORD), "{log}");
}

/// The server under a limit of the size of its files, which is lifted as a full disk is cleared.
struct LimitedServer {
    child: Child,
    client: Client,
}

impl LimitedServer {
    /// Starts the server with a limit on the size of a file, in blocks of 512 bytes.
    fn start(directory: &Path, blocks: u32) -> Self {
        // Without the trap the system would end the process rather than refuse to write.
        let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" --bind 127.0.0.1:0");
        let mut child = Command::new("sh")
            .args(["-c", &script, BINARY])
            .current_dir(directory)
            .env_remove("REDIS_URL")
            .env("DATABASE_URL", "sqlite://exams.db")
            .env("ADAPTIVE__LOG__LEVEL", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("adaptive-server is ready: ").expect("the server comes up");
        let client = Client::new(url.trim_end_matches('/'));
        Self { child, client }
    }

    fn lift_the_limit(&self) {
        let pid = self.child.id().to_string();
        let lifted = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status().unwrap();
        assert!(lifted.success());
    }

    fn end_and_read_log(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for LimitedServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_disk_without_room_refuses_answers_and_loses_none() {
    const SCRIPT: u64 = 72;
    let directory = tempfile::tempdir().unwrap();
    let confined = LimitedServer::start(directory.path(), 2000);
    let client = &confined.client;
    let mut sitting = Sitting::start(client, SCRIPT);
    sitting.answer_items(client, 3);
    // Other exams take what room there is.
    let start = serde_json::json!({ "exam_type": "placement" });
    let refused =
        std::iter::repeat_with(|| client.post("/api/adaptive/start", &start)).find(|reply| reply.status != 201);
    refused.unwrap().problem(503, "unavailable");

    client.answer(sitting.session, sitting.item_id(), sitting.key()).problem(503, "unavailable");
    let next = client.next(sitting.session).ok();
    assert_eq!((&next["item"], &next["items_completed"]), (&sitting.progress["item"], &3.into()), "reading goes on");

    confined.lift_the_limit();
    sitting.answer_items(client, usize::MAX);
    let report = comparable(client.complete(sitting.session).ok());
    let undisturbed = crate::deployment(Backend::SqliteMemory);
    assert_eq!(report, sit(&undisturbed.serve().client(), SCRIPT));
    let log = confined.end_and_read_log();
    assert!(log.contains("the disk failed") || log.contains("the disk is full"), "{log}");
}

#[test]
fn a_file_that_can_only_be_read_is_reported_at_start() {
    let directory = tempfile::tempdir().unwrap();
    let variables = [("DATABASE_URL".to_owned(), "sqlite://exams.db".to_owned())];
    RunningServer::start(BINARY.as_ref(), directory.path(), &variables).kill();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        std::fs::set_permissions(entry.unwrap().path(), Permissions::from_mode(0o444)).unwrap();
    }
    let mut command = vec![BINARY, "--bind", "127.0.0.1:0"];
    if std::fs::metadata(directory.path()).unwrap().uid() == 0 {
        // Permissions bind root only once it has given up its privileges.
        command.splice(0..0, ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]);
    }
    let (status, printed) = RunningServer::refuse(command[0].as_ref(), directory.path(), &variables, &command[1..]);
    assert_eq!(status.code(), Some(1), "{printed}");
    assert!(printed.contains("let the account of this program"), "{printed}");
}
