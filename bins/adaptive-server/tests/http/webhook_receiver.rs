//! A receiver of webhooks, which checks each signature as a receiver does and answers as the test says.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// What happened, and to which session.
    pub(crate) fn what(&self) -> (String, i64) {
        (self.body["type"].as_str().unwrap().to_owned(), self.body["data"]["exam_session_id"].as_i64().unwrap())
    }
}

/// What the receiver answers: a status for each request in turn, the last one for all others.
#[derive(Default)]
struct State {
    statuses: Vec<u16>,
    received: Vec<Received>,
}

/// A receiver on loopback, until the end of the test.
pub(crate) struct Receiver {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    /// A receiver that answers with these statuses, and then always with the last.
    pub(crate) fn answering(statuses: &[u16]) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), statuses)
    }

    /// The same on a listener of the test.
    pub(crate) fn on(listener: TcpListener, statuses: &[u16]) -> Self {
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { statuses: statuses.to_vec(), received: Vec::new() }));
        let of_thread = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&of_thread);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { url, state }
    }

    /// Answers with another status from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.state.lock().unwrap().statuses = vec![status];
    }

    /// All messages so far, each attempt of them.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// Waits for this number of messages; all of them.
    pub(crate) fn wait_for(&self, count: usize) -> Vec<Received> {
        testkit::until(&format!("{count} messages"), || self.received().len() >= count);
        self.received()
    }
}

/// Serves one request. A connection that breaks off before it is whole was that of a server which was killed.
fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(received) = read(&stream) else { return };
    let status = {
        let mut state = state.lock().unwrap();
        state.received.push(received);
        if state.statuses.len() > 1 { state.statuses.remove(0) } else { state.statuses[0] }
    };
    let reply = format!("HTTP/1.1 {status} Status\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(reply.as_bytes());
}

fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => headers.extend(line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()))),
        }
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let text = String::from_utf8(body).ok()?;
    Some(Received { headers, body: serde_json::from_str(&text).ok()?, text })
}
