//! Reading bodies and queries, with errors that name the field.

use std::future::{Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use crate::code::Code;
use crate::problem::Problem;

/// The largest JSON body read.
pub(crate) const MAX_JSON_BYTES: usize = 256 * 1024;
/// The largest bank file read.
pub(crate) const MAX_BANK_BYTES: usize = 64 * 1024 * 1024;

type ExtractFuture<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = Problem;
    type Future = ExtractFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = check_media_type(request, &["application/json"]);
        let body = payload.take();
        Box::pin(async move {
            media_type?;
            let body = read(body, MAX_JSON_BYTES).await?;
            let mut deserializer = serde_json::Deserializer::from_slice(&body);
            let value = serde_path_to_error::deserialize(&mut deserializer).map_err(json_problem)?;
            deserializer.end().map_err(|e| Problem::new(Code::MalformedJson, e.to_string()))?;
            Ok(Self(value))
        })
    }
}

/// A bank file as the body.
pub(crate) struct CsvBody(pub(crate) Bytes);

impl FromRequest for CsvBody {
    type Error = Problem;
    type Future = ExtractFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = check_media_type(request, &["text/csv", "text/plain", "application/octet-stream"]);
        let body = payload.take();
        Box::pin(async move {
            media_type?;
            Ok(Self(read(body, MAX_BANK_BYTES).await?))
        })
    }
}

/// The query of a URL.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let value = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        ready(value.map(Self).map_err(|error| {
            let message = error.inner().to_string();
            invalid_value(&error.path().to_string(), &message)
        }))
    }
}

/// A session number in a path. What is no number names no session.
pub(crate) struct SessionInPath(pub(crate) i64);

impl FromRequest for SessionInPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or("");
        let detail = || format!("there is no exam session {text:?}");
        let number = text.parse().map(Self);
        ready(number.map_err(|_| Problem::new(Code::UnknownSession, detail()).with_field("exam_session_id")))
    }
}

/// A body without a content type is taken for what the handler wants.
fn check_media_type(request: &HttpRequest, accepted: &[&str]) -> Result<(), Problem> {
    let Some(header) = request.headers().get(CONTENT_TYPE) else { return Ok(()) };
    let text = header.to_str().unwrap_or("");
    let essence = text.split(';').next().unwrap_or("").trim();
    if accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(essence)) {
        return Ok(());
    }
    let detail = format!("the body is {essence:?} and should be {}", accepted.join(" or "));
    Err(Problem::new(Code::UnsupportedMediaType, detail))
}

async fn read(mut body: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        if bytes.len().saturating_add(chunk.len()) > limit {
            return Err(Problem::new(Code::BodyTooLarge, format!("a body has at most {limit} bytes here")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn unreadable(error: &PayloadError) -> Problem {
    Problem::new(Code::MalformedBody, error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "used as a map_err function")]
fn json_problem(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    let message = inner.to_string();
    if inner.is_data() {
        invalid_value(&error.path().to_string(), &message)
    } else {
        Problem::new(Code::MalformedJson, message)
    }
}

fn invalid_value(path: &str, message: &str) -> Problem {
    // For a missing or unknown field the path ends at its parent, and only the message has the name.
    let quoted = || message.split('`').nth(1).unwrap_or("").to_owned();
    let names_field = message.starts_with("missing field") || message.starts_with("unknown field");
    let field = match (path, names_field) {
        (".", true) => quoted(),
        (parent, true) if !parent.ends_with(&quoted()) => format!("{parent}.{}", quoted()),
        (".", false) => "body".to_owned(),
        (path, _) => path.to_owned(),
    };
    Problem::new(Code::InvalidValue, format!("{field}: {message}")).with_field(field)
}
