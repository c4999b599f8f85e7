//! The exam on a server.

use std::time::Duration;

use anyhow::Context as _;
use exam::{Answer, Answered, ExamSessionId, Progress};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::{Method, Request, StatusCode};
use ureq::{Agent, Body, http::Response};

use super::exam_client::{AnswerSheet, ExamClient, ShownReport};

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// The longest reply that is read, in bytes; item banks can be long.
const LONGEST_REPLY: u64 = 1 << 30;

/// A session on a server.
pub(super) struct HttpClient {
    agent: Agent,
    url: String,
    api_key: Option<String>,
    session: ExamSessionId,
}

/// An error reply, as far as it is shown.
#[derive(Deserialize)]
struct ErrorReply {
    detail: String,
}

/// Why a server refused a request. The message contains the cause, which is not chained: a broken connection to the server
/// must not be taken for a closed output.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("no server answers at {url} ({cause}); is adaptive-server running there?")]
    Unreachable { url: String, cause: String },
    #[error("{url} wants an API key: give it with --api-key or in ADAPTIVE_API_KEY")]
    KeyWanted { url: String },
    #[error("{url} does not know this API key")]
    KeyUnknown { url: String },
    #[error("the API key is not one for {url}: this is for the platform, not for examinees")]
    PlatformOnly { url: String },
    #[error("{url} refuses: {detail}")]
    Refused { url: String, detail: String },
    #[error("what answers at {url} is not an exam server ({cause})")]
    NotAnExamServer { url: String, cause: String },
    #[error("{name:?} cannot be a name: letters, digits, hyphens, underscores and full stops")]
    NotAName { name: String },
}

#[derive(Deserialize)]
struct SessionTtl {
    ttl: Option<u64>,
}

#[derive(Deserialize)]
struct ExamType {
    bank_id: i64,
}

#[derive(Deserialize)]
struct Bank {
    name: String,
    version: i32,
}

impl HttpClient {
    /// A client of the server at this address. It sends nothing yet.
    pub(super) fn new(url: &str, api_key: Option<&str>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(REQUEST_TIMEOUT));
        let agent = config.build().new_agent();
        Self { agent, url: url.to_owned(), api_key: api_key.map(str::to_owned), session: ExamSessionId(0) }
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, HttpError> {
        self.call(Method::GET, path, Vec::new())
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, HttpError> {
        self.call(Method::POST, path, body.to_string().into_bytes())
    }

    fn call<T: DeserializeOwned>(&self, method: Method, path: &str, body: Vec<u8>) -> Result<T, HttpError> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        if let Some(key) = &self.api_key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let request = request.body(body).map_err(|error| self.unreachable(&error))?;
        let mut reply = self.agent.run(request).map_err(|error| self.unreachable(&error))?;
        if reply.status().is_success() {
            let read = reply.body_mut().with_config().limit(LONGEST_REPLY).read_json();
            return read.map_err(|error| self.not_an_exam_server(&error));
        }
        Err(self.refused(&mut reply))
    }

    fn unreachable(&self, cause: &impl ToString) -> HttpError {
        HttpError::Unreachable { url: self.url.clone(), cause: cause.to_string() }
    }

    fn not_an_exam_server(&self, cause: &impl ToString) -> HttpError {
        HttpError::NotAnExamServer { url: self.url.clone(), cause: cause.to_string() }
    }

    fn refused(&self, reply: &mut Response<Body>) -> HttpError {
        let url = self.url.clone();
        let problem: Result<ErrorReply, _> = reply.body_mut().read_json();
        match (reply.status(), problem) {
            (StatusCode::UNAUTHORIZED, _) if self.api_key.is_none() => HttpError::KeyWanted { url },
            (StatusCode::UNAUTHORIZED, _) => HttpError::KeyUnknown { url },
            (StatusCode::FORBIDDEN, _) => HttpError::PlatformOnly { url },
            (_, Ok(problem)) => HttpError::Refused { url, detail: problem.detail },
            (status, Err(_)) => self.not_an_exam_server(&format!("HTTP status {status}")),
        }
    }

    fn read_answer_sheet(&self, exam_type: &str) -> anyhow::Result<AnswerSheet> {
        let exam_type: ExamType = self.get(&format!("/api/exam-types/{}", path_segment(exam_type)?))?;
        let banks: Vec<Bank> = self.get(&format!("/api/banks?after={}&limit=1", exam_type.bank_id - 1))?;
        let bank = banks.first().context("the server does not list the exam's item bank")?;
        Ok(self.get(&format!("/api/banks/{}?version={}", path_segment(&bank.name)?, bank.version))?)
    }
}

impl ExamClient for HttpClient {
    fn answer_sheet(&mut self, exam_type: &str) -> anyhow::Result<AnswerSheet> {
        self.read_answer_sheet(exam_type).map_err(|error| match error.downcast_ref() {
            Some(HttpError::KeyWanted { .. } | HttpError::KeyUnknown { .. } | HttpError::PlatformOnly { .. }) => {
                error.context("--auto needs the parameters of the items, which a server gives to holders of an API key")
            }
            _ => error,
        })
    }

    fn start(&mut self, exam_type: &str, seed: u64) -> anyhow::Result<Progress> {
        let started: Progress = self.post("/api/adaptive/start", &json!({ "exam_type": exam_type, "seed": seed }))?;
        self.session = started.header.exam_session_id;
        Ok(started)
    }

    fn answer(&mut self, item_id: &str, answer: &Answer) -> anyhow::Result<Answered> {
        let mut body = json!({ "exam_session_id": self.session.0, "item_id": item_id });
        match answer {
            Answer::Choice(key) => body["answer"] = json!(key),
            Answer::Correct(correct) => body["correct"] = json!(correct),
            Answer::Score(category) => body["score"] = json!(category),
            Answer::Skip => body["skip"] = json!(true),
        }
        Ok(self.post("/api/adaptive/answer", &body)?)
    }

    fn ttl(&mut self) -> anyhow::Result<Option<u64>> {
        let summary: SessionTtl = self.get(&format!("/api/adaptive/sessions/{}", self.session.0))?;
        Ok(summary.ttl)
    }

    fn complete(&mut self) -> anyhow::Result<ShownReport> {
        Ok(self.post("/api/adaptive/complete", &json!({ "exam_session_id": self.session.0 }))?)
    }
}

/// Names of exam types and banks are plain, so one that is not cannot exist.
fn path_segment(name: &str) -> Result<&str, HttpError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        return Err(HttpError::NotAName { name: name.to_owned() });
    }
    Ok(name)
}
