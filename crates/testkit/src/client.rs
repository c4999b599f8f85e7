//! A plain HTTP client for tests: every reply comes back, whatever its status.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{Method, Request};

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: String,
    /// The number after which the next part of an export begins.
    pub next_after: Option<i64>,
    /// The body; null where it is not JSON.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Reply {
    /// The body of a reply that must have succeeded.
    ///
    /// # Panics
    /// When the status is not of the 2xx.
    #[track_caller]
    #[expect(clippy::must_use_candidate, reason = "often only the success matters")]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "expected success: {self:?}");
        self.body
    }

    /// Checks a problem reply: status, code, media type, and that its parts agree; gives the body.
    ///
    /// # Panics
    /// When it is another.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{self:?}");
        assert_eq!(self.content_type, "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], json!(status), "{self:?}");
        for part in ["type", "title", "detail"] {
            assert!(self.body[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {self:?}");
        }
        self.body
    }
}

/// A client of one server, with or without a credential.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    url: String,
    credential: Option<String>,
    idempotency_key: Option<String>,
    accept: Option<String>,
}

impl Client {
    /// A client without credential.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        Self { agent, url: url.to_owned(), credential: None, idempotency_key: None, accept: None }
    }

    /// The same with a bearer credential.
    #[must_use]
    pub fn bearer(&self, credential: &str) -> Self {
        Self { credential: Some(credential.to_owned()), ..self.clone() }
    }

    /// The same with an `Idempotency-Key` on every request.
    #[must_use]
    pub fn keyed(&self, key: &str) -> Self {
        Self { idempotency_key: Some(key.to_owned()), ..self.clone() }
    }

    /// The same with a header `Accept` on every request.
    #[must_use]
    pub fn accepting(&self, media_types: &str) -> Self {
        Self { accept: Some(media_types.to_owned()), ..self.clone() }
    }

    /// The same for another server, with the same connections kept open.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Sends a request with any body.
    ///
    /// # Errors
    /// When no reply comes.
    pub fn try_send(&self, method: Method, path: &str, media_type: &str, body: Vec<u8>) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        if !media_type.is_empty() {
            request = request.header("content-type", media_type);
        }
        if let Some(credential) = &self.credential {
            request = request.header("authorization", format!("Bearer {credential}"));
        }
        if let Some(key) = &self.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        if let Some(accept) = &self.accept {
            request = request.header("accept", accept);
        }
        let mut reply = self.agent.run(request.body(body)?)?;
        let header = |name| reply.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let (content_type, next_after) = (header("content-type").to_owned(), header("x-next-after").parse().ok());
        let text = reply.body_mut().read_to_string()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Reply { status: reply.status().as_u16(), content_type, next_after, body, text })
    }

    /// Sends a request with any body.
    ///
    /// # Panics
    /// When no reply comes.
    #[must_use]
    #[track_caller]
    pub fn send(&self, method: Method, path: &str, media_type: &str, body: Vec<u8>) -> Reply {
        self.try_send(method, path, media_type, body).expect("a reply")
    }

    /// GET.
    #[must_use]
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, "", Vec::new())
    }

    /// POST of JSON.
    #[must_use]
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, "application/json", body.to_string().into_bytes())
    }

    /// DELETE.
    #[must_use]
    #[track_caller]
    pub fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, "", Vec::new())
    }

    /// Starts an exam.
    #[must_use]
    #[track_caller]
    pub fn start(&self, exam_type: &str, seed: u64) -> Value {
        self.post("/api/adaptive/start", &json!({ "exam_type": exam_type, "seed": seed })).ok()
    }

    /// Asks for the pending item.
    #[must_use]
    #[track_caller]
    pub fn next(&self, session: i64) -> Reply {
        self.get(&format!("/api/adaptive/next?exam_session_id={session}"))
    }

    /// Answers an item with an option.
    #[must_use]
    #[track_caller]
    pub fn answer(&self, session: i64, item_id: &str, key: &str) -> Reply {
        let body = json!({ "exam_session_id": session, "item_id": item_id, "answer": key });
        self.post("/api/adaptive/answer", &body)
    }

    /// Completes an exam.
    #[must_use]
    #[track_caller]
    pub fn complete(&self, session: i64) -> Reply {
        self.post("/api/adaptive/complete", &json!({ "exam_session_id": session }))
    }

    /// The summary of a session.
    #[must_use]
    #[track_caller]
    pub fn summary(&self, session: i64) -> Reply {
        self.get(&format!("/api/adaptive/sessions/{session}"))
    }

    /// The report of a session.
    #[must_use]
    #[track_caller]
    pub fn report(&self, session: i64) -> Reply {
        self.get(&format!("/api/adaptive/sessions/{session}/report"))
    }
}
