//! An exam with extra time in which items are skipped and a proctor pauses the session, sat by a patient client.

use serde_json::{Value, json};

use crate::examinee::{comparable, scripted_key};
use crate::patient_client::PatientClient;

/// The exam type, on the bank of the sample.
const EXAM_TYPE: &str = "proctored";

/// A proctored exam sat to its end, without what differs between any two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProctoredExam {
    /// The replies to the start and to the answers, without numbers of sessions and times.
    pub replies: Vec<Value>,
    /// The final report, without numbers of sessions and times.
    pub report: Value,
    /// What was done to the session other than answering: kind and reason.
    pub events: Vec<(String, String)>,
}

impl PatientClient<'_> {
    /// Defines the exam type, as often as it is called.
    ///
    /// # Panics
    /// When the request is refused.
    pub fn define_proctored_exam(&mut self) {
        let definition = json!({
            "exam_type": EXAM_TYPE, "bank": "placement", "skips": "missing", "shuffle_options": true,
            "time_limit_seconds": 3600, "item_time_limit_seconds": 3600, "feedback": true, "estimates": "always",
            "design": { "stopping": { "max_items": 15 } },
        });
        self.post("/api/exam-types", &definition, None);
    }

    /// Sits a proctored exam by a script: every third session is paused before every fourth item, every fifth item is skipped.
    ///
    /// # Panics
    /// When a request is refused, or not answered for far longer than any fault lasts.
    #[must_use]
    pub fn sit_proctored(&mut self, script: u64) -> ProctoredExam {
        let start = json!({ "exam_type": EXAM_TYPE, "seed": script, "time_multiplier": 1.5, "extra_time_seconds": 60 });
        let key = crate::patient_client::fresh_key();
        let mut progress = self.post("/api/adaptive/start", &start, Some(&key));
        let session = progress["exam_session_id"].as_i64().expect("a session number");
        let mut replies = vec![without_times(progress.clone())];
        let mut place = script;
        while progress["finished"] != true {
            if place.is_multiple_of(4) {
                self.act(session, "pause");
                self.act(session, "resume");
            }
            let item_id = progress["item"]["item_id"].as_str().expect("a pending item").to_owned();
            let mut answer = json!({ "exam_session_id": session, "item_id": item_id, "response_time_ms": 10 * place });
            if place.is_multiple_of(5) {
                answer["skip"] = json!(true);
            } else {
                answer["answer"] = json!(scripted_key(script, &item_id));
            }
            progress = self.post("/api/adaptive/answer", &answer, None);
            self.count_answer();
            replies.push(without_times(progress.clone()));
            place += 1;
        }
        let report = self.post("/api/adaptive/complete", &json!({ "exam_session_id": session }), None);
        ProctoredExam { replies, report: without_times(report), events: self.events(session) }
    }

    fn act(&mut self, session: i64, act: &str) {
        let reason = json!({ "reason": format!("{act} by the script") });
        self.post(&format!("/api/adaptive/sessions/{session}/{act}"), &reason, None);
    }

    fn events(&mut self, session: i64) -> Vec<(String, String)> {
        let list = self.get(&format!("/api/adaptive/sessions/{session}/events?limit=200"));
        let text = |event: &Value, field: &str| event[field].as_str().unwrap_or_default().to_owned();
        let events = list["events"].as_array().expect("events").iter();
        events.map(|event| (text(event, "kind"), text(event, "reason"))).collect()
    }
}

fn without_times(reply: Value) -> Value {
    let mut reply = comparable(reply);
    if let Some(object) = reply.as_object_mut() {
        let times = ["session_token", "entry_url", "expires_at", "time_left_seconds", "item_time_left_seconds"];
        object.retain(|field, _| !times.contains(&field.as_str()));
    }
    reply
}
