//! Examinees whose answers depend on the item alone, so that two runs can be compared.

use serde_json::Value;

use crate::client::Client;

/// The option a scripted examinee chooses: a fixed function of the script and the item's name.
#[must_use]
pub fn scripted_key(script: u64, item_id: &str) -> &'static str {
    // FNV-1a, 64 bits: any fixed spread over the four options will do.
    let spread = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = script.to_le_bytes().into_iter().chain(item_id.bytes()).fold(0xcbf2_9ce4_8422_2325, spread);
    ["A", "B", "C", "D"][usize::try_from((hash >> 32) % 4).unwrap()]
}

/// A session being sat by a scripted examinee.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// The number of the session.
    pub session: i64,
    /// The latest progress.
    pub progress: Value,
    script: u64,
}

impl Sitting {
    /// Starts a session of the sample exam.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    #[track_caller]
    pub fn start(client: &Client, script: u64) -> Self {
        let progress = client.start("placement", script);
        let session = progress["exam_session_id"].as_i64().expect("a session number");
        Self { session, progress, script }
    }

    /// The pending item.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn item_id(&self) -> &str {
        self.progress["item"]["item_id"].as_str().expect("a pending item")
    }

    /// What the script answers to the pending item.
    #[must_use]
    pub fn key(&self) -> &'static str {
        scripted_key(self.script, self.item_id())
    }

    /// Whether the exam takes no more answers.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.progress["finished"] == true
    }

    /// Answers the pending item.
    #[track_caller]
    pub fn answer(&mut self, client: &Client) {
        self.progress = client.answer(self.session, self.item_id(), self.key()).ok();
    }

    /// Answers `items` items, or fewer if the exam ends before.
    #[track_caller]
    pub fn answer_items(&mut self, client: &Client, items: usize) {
        for _ in 0..items {
            if self.finished() {
                break;
            }
            self.answer(client);
        }
    }
}

/// Sits a whole exam and gives its report without what differs between any two runs: numbers of sessions and times.
///
/// # Panics
/// When the server refuses anything.
#[must_use]
#[track_caller]
pub fn sit(client: &Client, script: u64) -> Value {
    let mut sitting = Sitting::start(client, script);
    sitting.answer_items(client, usize::MAX);
    comparable(client.complete(sitting.session).ok())
}

/// A report without numbers of sessions and times.
#[must_use]
pub fn comparable(mut report: Value) -> Value {
    let timed = ["exam_session_id", "started_at", "completed_at", "answered_at", "time_ms"];
    let strip = |value: &mut Value| {
        if let Some(object) = value.as_object_mut() {
            object.retain(|key, _| !timed.contains(&key.as_str()));
        }
    };
    if let Some(trace) = report["trace"].as_array_mut() {
        trace.iter_mut().for_each(strip);
    }
    strip(&mut report);
    report
}
