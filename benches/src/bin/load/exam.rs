//! Whole exams of one examinee after the other, on one connection.

use std::time::Instant;

use benches::workload::Outcome;
use serde::Deserialize;

use crate::connection::Connection;

const JSON: &str = "application/json";
const START: &str = r#"{"exam_type":"placement"}"#;
/// The options of every item of the sample exam.
const OPTIONS: [&str; 4] = ["A", "B", "C", "D"];

/// What is read of a reply.
#[derive(Debug, Deserialize)]
pub(crate) struct Reply {
    exam_session_id: i64,
    session_token: Option<String>,
    item: Option<Item>,
}

#[derive(Debug, Deserialize)]
struct Item {
    item_id: String,
}

/// An exam that has been started.
pub(crate) struct Exam {
    session: i64,
    token: String,
    item: Option<String>,
    answers: usize,
}

impl Exam {
    /// Starts an exam.
    pub(crate) async fn start(connection: &mut Connection) -> Outcome<Self> {
        let reply: Reply = serde_json::from_slice(connection.post("/api/adaptive/start", JSON, None, START).await?)?;
        let Reply { exam_session_id: session, session_token, item } = reply;
        let token = session_token.ok_or("a start without a token")?;
        Ok(Self { session, token, item: item.map(|item| item.item_id), answers: 0 })
    }

    /// Answers the item: the bytes of the reply and when the request left; `None` when the exam is finished.
    pub(crate) async fn answer(&mut self, connection: &mut Connection) -> Outcome<Option<(usize, Instant)>> {
        let Some(item) = &self.item else { return Ok(None) };
        let option = OPTIONS[(self.session.unsigned_abs() as usize + self.answers * self.answers) % OPTIONS.len()];
        let body = format!(r#"{{"exam_session_id":{},"item_id":"{item}","answer":"{option}"}}"#, self.session);
        let sent = Instant::now();
        let reply = connection.post("/api/adaptive/answer", JSON, Some(&self.token), &body).await?;
        let bytes = reply.len();
        let reply: Reply = serde_json::from_slice(reply)?;
        self.item = reply.item.map(|item| item.item_id);
        self.answers += 1;
        Ok(Some((bytes, sent)))
    }

    /// How many answers the exam has.
    pub(crate) const fn answers(&self) -> usize {
        self.answers
    }
}
