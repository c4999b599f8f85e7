//! A client that behaves as the deployment guide asks: no reply or 503, and the same request is sent again.

use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::client::{Client, Reply};
use crate::examinee::{comparable, scripted_key};

/// How long a request may go without an answer before the test has failed.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between a request that was not answered and the same again.
const PAUSE: Duration = Duration::from_millis(50);

/// Where the servers are at the moment; they change when a server is started again.
#[derive(Debug, Default)]
pub struct Addresses(RwLock<Vec<String>>);

impl Addresses {
    /// These are the servers from here on.
    ///
    /// # Panics
    /// Never, unless another holder has panicked.
    pub fn set(&self, urls: &[&str]) {
        *self.0.write().unwrap() = urls.iter().map(|url| (*url).to_owned()).collect();
    }

    fn pick(&self, draws: &mut Pcg64) -> Option<String> {
        let urls = self.0.read().unwrap();
        (!urls.is_empty()).then(|| urls[draws.random_range(0..urls.len())].clone())
    }
}

/// What clients went through.
#[derive(Debug, Default)]
pub struct RetryCounts {
    requests: AtomicU64,
    answers: AtomicU64,
    sent_again: AtomicU64,
    asked_to_wait: AtomicU64,
    longest_micros: AtomicU64,
}

impl RetryCounts {
    /// How many requests were answered.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many answers to items were acknowledged.
    pub fn answers(&self) -> u64 {
        self.answers.load(Ordering::Relaxed)
    }

    /// How many times a request was sent again.
    pub fn sent_again(&self) -> u64 {
        self.sent_again.load(Ordering::Relaxed)
    }

    /// How many of these were answered with 503 before.
    pub fn asked_to_wait(&self) -> u64 {
        self.asked_to_wait.load(Ordering::Relaxed)
    }

    /// The longest time from the first sending of a request to its answer.
    pub fn longest(&self) -> Duration {
        Duration::from_micros(self.longest_micros.load(Ordering::Relaxed))
    }
}

/// An exam sat to its end.
#[derive(Debug, Clone)]
pub struct SatExam {
    /// The script by which it was answered.
    pub script: u64,
    /// The number of the session.
    pub session: i64,
    /// The reply to the start, without the number of the session and its token.
    pub started: Value,
    /// Each item that was answered and the option chosen, in order; all were acknowledged.
    pub acknowledged: Vec<(String, String)>,
    /// The replies to the answers, without numbers of sessions.
    pub replies: Vec<Value>,
    /// The final report, without numbers of sessions and times.
    pub report: Value,
}

/// A client of one or more servers that gives up on no request.
#[derive(Debug)]
pub struct PatientClient<'a> {
    client: Client,
    addresses: &'a Addresses,
    tally: &'a RetryCounts,
    draws: Pcg64,
}

impl<'a> PatientClient<'a> {
    /// A client that draws the server of each request by this seed.
    #[must_use]
    pub fn new(addresses: &'a Addresses, tally: &'a RetryCounts, seed: u64) -> Self {
        Self { client: Client::new(""), addresses, tally, draws: Pcg64::seed_from_u64(seed) }
    }

    /// Sits a whole exam by a script.
    ///
    /// # Panics
    /// When a request is refused, or not answered for far longer than any fault lasts.
    #[must_use]
    pub fn sit(&mut self, script: u64) -> SatExam {
        let (session, started) = self.start(script);
        let (mut progress, mut acknowledged, mut replies) = (started.clone(), Vec::new(), Vec::new());
        while progress["finished"] != true {
            let item_id = progress["item"]["item_id"].as_str().expect("a pending item").to_owned();
            let key = scripted_key(script, &item_id);
            let answer = json!({ "exam_session_id": session, "item_id": item_id, "answer": key });
            progress = self.post("/api/adaptive/answer", &answer, None);
            self.count_answer();
            acknowledged.push((item_id, key.to_owned()));
            replies.push(comparable(progress.clone()));
        }
        let report = comparable(self.post("/api/adaptive/complete", &json!({ "exam_session_id": session }), None));
        SatExam { script, session, started: without_token(started), acknowledged, replies, report }
    }

    /// Starts an exam, with a key so that it can be sent again; the number of its session, and the first item.
    ///
    /// # Panics
    /// When the request is refused, or not answered for far longer than any fault lasts.
    pub fn start(&mut self, script: u64) -> (i64, Value) {
        let body = json!({ "exam_type": "placement", "seed": script });
        let started = self.post("/api/adaptive/start", &body, Some(&fresh_key()));
        (started["exam_session_id"].as_i64().expect("a session number"), started)
    }

    /// Counts an answer to an item that was acknowledged.
    pub(crate) fn count_answer(&self) {
        self.tally.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// Sends a request until it is answered, and gives what a success brings.
    pub(crate) fn post(&mut self, path: &str, body: &Value, key: Option<&str>) -> Value {
        self.send("POST", path, body.to_string().as_bytes(), key)
    }

    /// The same for a request without a body.
    pub(crate) fn get(&mut self, path: &str) -> Value {
        self.send("GET", path, &[], None)
    }

    fn send(&mut self, method: &str, path: &str, body: &[u8], key: Option<&str>) -> Value {
        let first_sent = Instant::now();
        loop {
            if let Some(reply) = self.try_send(method, path, body.to_vec(), key) {
                self.tally.requests.fetch_add(1, Ordering::Relaxed);
                let micros = first_sent.elapsed().as_micros().try_into().unwrap_or(u64::MAX);
                self.tally.longest_micros.fetch_max(micros, Ordering::Relaxed);
                return reply.ok();
            }
            assert!(
                first_sent.elapsed() < PATIENCE,
                "no answer to {method} {path} {:?}",
                String::from_utf8_lossy(body)
            );
            self.tally.sent_again.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(PAUSE);
        }
    }

    /// The reply, unless there is none or it asks to try again.
    fn try_send(&mut self, method: &str, path: &str, body: Vec<u8>, key: Option<&str>) -> Option<Reply> {
        let url = self.addresses.pick(&mut self.draws)?;
        let client = self.client.at(&url);
        let client = key.map_or_else(|| client.clone(), |key| client.keyed(key));
        let sent = client.try_send(method.parse().unwrap(), path, "application/json", body);
        let reply = sent.ok()?;
        if reply.status == 503 {
            self.tally.asked_to_wait.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(reply)
    }
}

/// A key that no other start of these tests has, on whatever record.
pub(crate) fn fresh_key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("patient-client-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn without_token(started: Value) -> Value {
    let mut started = comparable(started);
    if let Some(object) = started.as_object_mut() {
        object.remove("session_token");
        object.remove("entry_url");
    }
    started
}
