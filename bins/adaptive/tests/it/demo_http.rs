//! `adaptive demo --url`, against the real handlers.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use api::{ApiKeys, EdgeSettings, MetricsPage, Server, ServerSettings};
use exam::{ExamService, sample};
use persistence::RecordSettings;
use state_store::MemoryStore;
use tokio::runtime::Runtime;

use crate::command::Desk;

/// A server of the sample exam; it ends with the test's process.
pub struct TestServer {
    pub url: String,
    runtime: Option<Runtime>,
}

pub fn serve(keys: &[&str]) -> TestServer {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let service = runtime.block_on(async {
        let record = persistence::open("sqlite://:memory:", &RecordSettings::default()).await.unwrap();
        let service = ExamService::new(record, Arc::new(MemoryStore::default()));
        sample::load_into_empty_record(&service).await.unwrap();
        service
    });
    let listeners = api::listen(&["127.0.0.1:0".parse().unwrap()]).unwrap();
    let edge = EdgeSettings::default();
    let settings = ServerSettings { listeners, workers: 1, shutdown_timeout: Duration::from_secs(1), edge };
    let keys = ApiKeys::new(keys.iter().map(|key| (*key).to_owned()).collect());
    let (sender, receiver) = std::sync::mpsc::channel();
    runtime.spawn_blocking(move || {
        // The server's workers live on a runtime of their own thread.
        let local = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        local.block_on(async {
            let server = Server::new(settings, service, keys, MetricsPage::new(String::new)).unwrap();
            sender.send(format!("http://{}", server.address())).unwrap();
            let _ = server.run().await;
        });
    });
    let url = receiver.recv().unwrap();
    TestServer { url, runtime: Some(runtime) }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The serving thread goes on until the process ends, and must not be waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The output from the final report on, without the number of the session and the place.
fn result(stdout: &str) -> Vec<String> {
    let lines = stdout.lines().skip_while(|line| !line.starts_with("Final report")).skip(1);
    lines.filter(|line| !line.starts_with("the same again")).map(str::to_owned).collect()
}

#[test]
fn a_server_gives_the_same_exam_as_this_process() {
    let server = serve(&[]);
    let desk = Desk::new();
    let remote = desk.run(&format!("demo --auto --theta 0.6 --seed 3 --url {}", server.url)).ok();
    let local = desk.run("demo --auto --theta 0.6 --seed 3").ok();
    assert!(result(&remote).len() > 10, "{remote}");
    assert_eq!(result(&remote), result(&local));
    assert!(remote.contains("TTL 3"), "{remote}");
}

#[test]
fn a_person_sits_the_exam_on_a_server() {
    let server = serve(&[]);
    let stdout = Desk::new().run_with_input(&format!("demo --url {}/", server.url), "A\nB\nq\n").ok();
    assert!(stdout.contains("items 2, stop reason ended_early"), "{stdout}");
}

#[test]
fn a_server_with_keys_is_entered_with_a_key_only() {
    let server = serve(&["open-sesame"]);
    let desk = Desk::new();
    let message = desk.run(&format!("demo --url {}", server.url)).failure(1);
    assert!(message.contains("wants an API key") && message.contains("--api-key"), "{message}");
    let message = desk.run(&format!("demo --auto --theta 0 --url {}", server.url)).failure(1);
    assert!(message.contains("--auto needs the parameters of the items"), "{message}");
    let message = desk.run(&format!("demo --url {} --api-key wrong", server.url)).failure(1);
    assert!(message.contains("does not know this API key"), "{message}");
    let _ = desk.run(&format!("demo --auto --theta 0 --url {} --api-key open-sesame", server.url)).ok();
    let from_environment = desk
        .command(&format!("demo --auto --theta 0 --url {}", server.url))
        .env("ADAPTIVE_API_KEY", "open-sesame")
        .output();
    assert!(from_environment.unwrap().status.success());
}

#[test]
fn an_exam_that_the_server_does_not_have_is_reported() {
    let server = serve(&[]);
    for auto in ["", "--auto --theta 0"] {
        let message = Desk::new().run(&format!("demo --exam-type driving --url {} {auto}", server.url)).failure(1);
        assert!(message.contains("refuses: there is no exam type \"driving\""), "{message}");
        assert!(!message.contains("--auto needs"), "{message}");
    }
}

#[test]
fn a_server_that_does_not_answer_is_reported() {
    // Port 1 is reserved and nothing listens there.
    let message = Desk::new().run("demo --url http://127.0.0.1:1").failure(1);
    assert!(message.contains("no server answers at http://127.0.0.1:1"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn another_kind_of_server_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = connection.read(&mut request).unwrap();
        connection.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\n\r\nhello").unwrap();
    });
    let message = Desk::new().run(&format!("demo --url http://{address}")).failure(1);
    assert!(message.contains("is not an exam server"), "{message}");
    answering.join().unwrap();
}
