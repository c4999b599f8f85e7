//! Whole exams of one examinee after the other, on one connection.

use std::time::Instant;

use benches::workload::Outcome;
use serde::Deserialize;

use crate::connection::Connection;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const START: &str = r#"{"exam_type":"placement"}"#;
/// The options of every item of the sample exam.
const OPTIONS: [&str; 4] = ["A", "B", "C", "D"];
/// Says that the script of the page sends the answer, so the reply is the next question.
const BY_SCRIPT: (&str, &str) = ("X-Exam-Page", "1");

/// How examinees take exams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// By the interface, with JSON.
    Interface,
    /// By the interface, with what the page does beside the answers: it asks for the item at the beginning and for the report at the
    /// end.
    SameAsPage,
    /// On the exam page, as its script does.
    Page,
}

/// What is read of a reply of the interface.
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
    way: Way,
    /// The header that says whose exam it is.
    credential: (&'static str, String),
    /// What the forms of the page prove themselves by.
    proof: String,
    item: Option<String>,
    answers: usize,
}

impl Exam {
    /// Starts an exam.
    pub(crate) async fn start(connection: &mut Connection, way: Way) -> Outcome<Self> {
        let reply: Reply = serde_json::from_slice(connection.post("/api/adaptive/start", JSON, &[], START).await?)?;
        let Reply { exam_session_id: session, session_token, item } = reply;
        let token = session_token.ok_or("a start without a token")?;
        match way {
            Way::Interface | Way::SameAsPage => {
                let credential = ("Authorization", format!("Bearer {token}"));
                if way == Way::SameAsPage {
                    connection
                        .get(&format!("/api/adaptive/next?exam_session_id={session}"), &[(credential.0, &credential.1)])
                        .await?;
                }
                let item = item.map(|item| item.item_id);
                Ok(Self { session, way, credential, proof: String::new(), item, answers: 0 })
            }
            Way::Page => Self::open(connection, session, ("Cookie", format!("adaptive_exam={session}.{token}"))).await,
        }
    }

    /// Opens the exam page as a browser that has entered the exam.
    async fn open(connection: &mut Connection, session: i64, credential: (&'static str, String)) -> Outcome<Self> {
        let page = std::str::from_utf8(connection.get("/exam", &[(credential.0, &credential.1)]).await?)?;
        let proof = field(page, "proof").ok_or("an exam page without a form")?.to_owned();
        let item = field(page, "item").map(str::to_owned);
        Ok(Self { session, way: Way::Page, credential, proof, item, answers: 0 })
    }

    /// Asks for what the page shows at the end of an exam, where the way needs a request for it.
    pub(crate) async fn see_result(&self, connection: &mut Connection) -> Outcome<()> {
        if self.way == Way::SameAsPage {
            let path = format!("/api/adaptive/sessions/{}/report", self.session);
            connection.get(&path, &[(self.credential.0, &self.credential.1)]).await?;
        }
        Ok(())
    }

    /// Answers the item: the bytes of the reply and when the request left; `None` when the exam is finished.
    pub(crate) async fn answer(&mut self, connection: &mut Connection) -> Outcome<Option<(usize, Instant)>> {
        let Some(item) = &self.item else { return Ok(None) };
        let option = OPTIONS[(self.session.unsigned_abs() as usize + self.answers * self.answers) % OPTIONS.len()];
        let credential = (self.credential.0, self.credential.1.as_str());
        let sent = Instant::now();
        let (bytes, next) = if self.way == Way::Page {
            let body = format!("proof={}&item={item}&choice={option}&time=1000", self.proof);
            let reply = connection.post("/exam/answer", FORM, &[credential, BY_SCRIPT], &body).await?;
            (reply.len(), field(std::str::from_utf8(reply)?, "item").map(str::to_owned))
        } else {
            let body = format!(r#"{{"exam_session_id":{},"item_id":"{item}","answer":"{option}"}}"#, self.session);
            let reply = connection.post("/api/adaptive/answer", JSON, &[credential], &body).await?;
            let bytes = reply.len();
            let reply: Reply = serde_json::from_slice(reply)?;
            (bytes, reply.item.map(|item| item.item_id))
        };
        self.item = next;
        self.answers += 1;
        Ok(Some((bytes, sent)))
    }

    /// How many answers the exam has.
    pub(crate) const fn answers(&self) -> usize {
        self.answers
    }
}

/// The value of a hidden field of the page's form. No value of the sample exam needs escapes.
fn field<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = page.split_once(&format!(r#"name="{name}" value=""#))?;
    after.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_found_by_their_names() {
        let page = r#"<input type="hidden" name="proof" value="ab"><input type="hidden" name="item" value="i7">"#;
        assert_eq!((field(page, "proof"), field(page, "item")), (Some("ab"), Some("i7")));
        assert_eq!(field(page, "choice"), None);
    }
}
