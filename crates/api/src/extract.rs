//! Reading bodies and queries, with errors that name the field.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::time::Duration;

use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use actix_web::rt::time::timeout;
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use edge::is_encoded_text;
use exam::{ApiKeyId, ExamService, ExamSessionId};
use serde::Deserialize as _;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::authentication::ApiKeys;
use crate::awaited_bodies::{AwaitedBodies, TooSlow};
use crate::bank_upload::{self, BankForm};
use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::problem::Problem;
use crate::strict::{QueryText, Strict, json_number};

/// The largest JSON body read.
pub(crate) const MAX_JSON_BYTES: usize = 256 * 1024;
/// The largest body of a call that examinees make. An answer has a few hundred bytes.
pub(crate) const MAX_ANSWER_BYTES: usize = 8 * 1024;
/// The largest bank file read, with its pictures.
pub(crate) const MAX_BANK_BYTES: usize = 64 * 1024 * 1024;
/// How long the transfer of a JSON body may take.
const JSON_DEADLINE: Duration = Duration::from_secs(30);
/// How long the transfer of a bank file may take.
pub(crate) const BANK_DEADLINE: Duration = Duration::from_secs(120);

/// The future of an extractor that reads a body.
pub(crate) type ExtractFuture<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// The bytes that some programs of Windows put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A JSON body of at most `LIMIT` bytes.
pub(crate) struct JsonBody<T, const LIMIT: usize = MAX_JSON_BYTES>(pub(crate) T);

impl<T: DeserializeOwned + 'static, const LIMIT: usize> FromRequest for JsonBody<T, LIMIT> {
    type Error = Problem;
    type Future = ExtractFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let head = check_head(request, &["application/json"], LIMIT);
        let awaited = request.app_data::<web::Data<AwaitedBodies>>().cloned();
        let body = payload.take();
        Box::pin(async move {
            head?;
            fail_points::fail_point!("request_received");
            let body = receive(awaited.as_ref(), body, LIMIT).await?;
            let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&body);
            check_object(body)?;
            let mut deserializer = serde_json::Deserializer::from_slice(body);
            let value = serde_path_to_error::deserialize(Strict(&mut deserializer)).map_err(json_problem)?;
            deserializer.end().map_err(|e| Problem::new(Code::MalformedJson, e.to_string()))?;
            Ok(Self(value))
        })
    }
}

/// A bank file as the body, or a form with one.
pub(crate) struct BankBody(pub(crate) BankForm);

impl FromRequest for BankBody {
    type Error = Problem;
    type Future = ExtractFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let head = check_head(request, bank_media_types(request), MAX_BANK_BYTES);
        let form = is_form(request).then(|| request.headers().clone());
        let body = payload.take();
        Box::pin(async move {
            head?;
            let bank = match form {
                Some(headers) => in_time(bank_upload::read(&headers, body, MAX_BANK_BYTES, &[]), BANK_DEADLINE).await?,
                None => {
                    let file = read(body, MAX_BANK_BYTES, BANK_DEADLINE).await?;
                    BankForm { file, ..BankForm::default() }
                }
            };
            Ok(Self(bank))
        })
    }
}

fn is_form(request: &HttpRequest) -> bool {
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|header| header.to_str().ok()).unwrap_or("");
    media_type
        .get(..bank_upload::MEDIA_TYPE.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(bank_upload::MEDIA_TYPE))
}

/// The media types of a bank file. A form on a page of any site can send plain text without saying so, so a server without keys does
/// not take it.
fn bank_media_types(request: &HttpRequest) -> &'static [&'static str] {
    if is_open(request) {
        &["text/csv", "application/octet-stream", bank_upload::MEDIA_TYPE]
    } else {
        &["text/csv", "text/plain", "application/octet-stream", bank_upload::MEDIA_TYPE]
    }
}

/// A request of an examinee without a body. A small one is ignored, as HTTP asks of a server.
pub(crate) struct NoBody;

impl FromRequest for NoBody {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(check_length(request, MAX_ANSWER_BYTES).map(|()| Self))
    }
}

/// The query of a URL.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = serde_path_to_error::deserialize(QueryText::fields(request.query_string()));
        ready(value.map(Self).map_err(|error| {
            let message = error.inner().to_string();
            invalid_value(&error.path().to_string(), &message)
        }))
    }
}

/// A session number in a path. A text that is no number names no session.
pub(crate) struct SessionInPath(pub(crate) ExamSessionId);

impl FromRequest for SessionInPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or("");
        let detail = || format!("there is no exam session {:?}", value_excerpt(text));
        let number = json_number(text).and_then(|number| i64::deserialize(Strict(number)).ok());
        let session = number.map(|number| Self(ExamSessionId(number)));
        ready(session.ok_or_else(|| Problem::new(Code::UnknownSession, detail()).with_field("exam_session_id")))
    }
}

/// An examinee in a path. An address that is not UTF-8 names nobody: what the router makes of it may be the name of another.
pub(crate) struct ExamineeInPath(pub(crate) String);

impl FromRequest for ExamineeInPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let examinee = web::Path::<String>::extract(request).into_inner().ok();
        let examinee = examinee.filter(|_| is_encoded_text(request.uri().path()));
        ready(examinee.map(|examinee| Self(examinee.into_inner())).ok_or_else(|| {
            let detail = "examinee_id: the address is not UTF-8: encode the bytes of the name in UTF-8, each as %XX";
            Problem::new(Code::InvalidValue, detail).with_field("examinee_id")
        }))
    }
}

/// The number of an API key in a path. A text that is no number names no key.
pub(crate) struct KeyInPath(pub(crate) ApiKeyId);

impl FromRequest for KeyInPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("key_id").unwrap_or("");
        let detail = || format!("there is no API key {:?}", value_excerpt(text));
        let number = text.parse().map(|number| Self(ApiKeyId(number)));
        ready(number.map_err(|_| Problem::new(Code::UnknownKey, detail()).with_field("key_id")))
    }
}

/// Checks the head of a request before its body is read: a plain body of the right type, not too long.
pub(crate) fn check_head(request: &HttpRequest, accepted: &[&str], limit: usize) -> Result<(), Problem> {
    if let Some(header) = request.headers().get(CONTENT_ENCODING) {
        let encoding = header.to_str().unwrap_or("");
        if !encoding.trim().eq_ignore_ascii_case("identity") {
            let detail = format!("the body is encoded as {:?}; send it as it is", value_excerpt(encoding));
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
    }
    check_media_type(request, accepted)?;
    check_length(request, limit)
}

/// A body without a content type is accepted as the type that the handler reads, but not by a server without keys: a page of
/// another site can send such a body without asking first.
fn check_media_type(request: &HttpRequest, accepted: &[&str]) -> Result<(), Problem> {
    let Some(header) = request.headers().get(CONTENT_TYPE) else {
        if !is_open(request) || !has_body(request) {
            return Ok(());
        }
        let detail = format!("the body has no type: add the header `Content-Type: {}`", accepted[0]);
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    };
    let text = header.to_str().unwrap_or("");
    let media_type = text.split(';').next().unwrap_or("").trim();
    if accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(media_type)) {
        return check_charset(request);
    }
    // curl sends this type unless it is told another.
    let detail = if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        format!(
            "the body comes as a form: add the header `Content-Type: {}` (curl: -H 'Content-Type: {0}')",
            accepted[0]
        )
    } else {
        let (found, accepted, first) = (value_excerpt(media_type), accepted.join(" or "), accepted[0]);
        format!("the body is {found:?} and should be {accepted}: send it with a header such as `Content-Type: {first}`")
    };
    Err(Problem::new(Code::UnsupportedMediaType, detail))
}

/// Refuses a body that says it is in another encoding than UTF-8, in which its letters would be others.
fn check_charset(request: &HttpRequest) -> Result<(), Problem> {
    let Ok(Some(media_type)) = request.mime_type() else { return Ok(()) };
    match media_type.get_param("charset") {
        Some(charset) if !["utf-8", "utf8", "us-ascii"].iter().any(|utf8| charset == *utf8) => {
            let detail = format!("the body is in {:?}: send it in UTF-8", value_excerpt(charset.as_str()));
            Err(Problem::new(Code::UnsupportedMediaType, detail))
        }
        _ => Ok(()),
    }
}

/// Whether the server takes callers without a credential for the platform. The caller has been let in, so this is known.
fn is_open(request: &HttpRequest) -> bool {
    let keys = request.app_data::<web::Data<ApiKeys>>();
    let service = request.app_data::<web::Data<ExamService>>();
    keys.zip(service).is_some_and(|(keys, service)| keys.admits_anonymous(service))
}

/// The length of the body, where the head of the request says it.
fn declared_length(request: &HttpRequest) -> Option<u64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn has_body(request: &HttpRequest) -> bool {
    request.headers().contains_key(TRANSFER_ENCODING) || declared_length(request).is_some_and(|length| length > 0)
}

/// Refuses a body that is too large by its own head, before any of it is read.
fn check_length(request: &HttpRequest, limit: usize) -> Result<(), Problem> {
    match declared_length(request) {
        Some(length) if usize::try_from(length).map_or(true, |length| length > limit) => Err(too_large(limit)),
        _ => Ok(()),
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::BodyTooLarge, format!("a body has at most {limit} bytes here"))
}

/// Reads a JSON body, unless it is too large, too slow, or one of too many slow ones.
async fn receive(awaited: Option<&web::Data<AwaitedBodies>>, body: Payload, limit: usize) -> Result<Bytes, Problem> {
    let Some(awaited) = awaited else { return read(body, limit, JSON_DEADLINE).await };
    awaited.receive(read_all(body, limit), JSON_DEADLINE).await.unwrap_or_else(|cause| {
        let detail = match cause {
            TooSlow::Deadline => format!("the body did not arrive within {} seconds", JSON_DEADLINE.as_secs()),
            TooSlow::Crowd => "the body arrives slowly, and the server waits for a few slow ones only".to_owned(),
        };
        Err(Problem::new(Code::RequestTimeout, detail))
    })
}

/// Reads a body, unless it is too large or too slow.
async fn read(body: Payload, limit: usize, deadline: Duration) -> Result<Bytes, Problem> {
    in_time(read_all(body, limit), deadline).await
}

pub(crate) async fn in_time<T>(
    body: impl Future<Output = Result<T, Problem>>,
    deadline: Duration,
) -> Result<T, Problem> {
    timeout(deadline, body).await.unwrap_or_else(|_| {
        let detail = format!("the body did not arrive within {} seconds", deadline.as_secs());
        Err(Problem::new(Code::RequestTimeout, detail))
    })
}

async fn read_all(body: Payload, limit: usize) -> Result<Bytes, Problem> {
    let read = to_bytes_limited(BodyStream::new(body), limit).await;
    let read = read.map_err(|_| too_large(limit))?;
    read.map_err(|error| Problem::new(Code::MalformedBody, error.to_string()))
}

/// Rejects a body that is not an object. A list would be read as the fields of an object in their order.
fn check_object(body: &[u8]) -> Result<(), Problem> {
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        return Ok(());
    }
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => Err(invalid_value(".", "must be a JSON object")),
        Err(error) => Err(Problem::new(Code::MalformedJson, error.to_string())),
    }
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
    // For a missing, unknown or doubled field the path ends at its parent, and only the message has the name.
    let quoted = || message.split('`').nth(1).unwrap_or("").to_owned();
    let names_field =
        ["missing field", "unknown field", "duplicate field"].iter().any(|kind| message.starts_with(kind));
    let field = match (path, names_field) {
        (".", true) => quoted(),
        (parent, true) if !parent.ends_with(&quoted()) => format!("{parent}.{}", quoted()),
        (".", false) => "body".to_owned(),
        (path, _) => path.to_owned(),
    };
    Problem::new(Code::InvalidValue, format!("{field}: {message}")).with_field(field)
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;
    use futures_util::stream;

    use super::*;

    fn fault<T>(outcome: Result<T, Problem>) -> (u16, String) {
        let problem = outcome.err().expect("a problem");
        (problem.status_code().as_u16(), problem.to_string())
    }

    #[actix_web::test]
    async fn a_body_that_does_not_arrive_times_out() {
        let (status, text) =
            fault(read(Payload::Stream { payload: Box::pin(stream::pending()) }, 10, Duration::ZERO).await);
        assert_eq!(status, 408, "{text}");
        assert!(text.starts_with("request_timeout"), "{text}");
    }

    #[actix_web::test]
    async fn a_body_over_the_limit_is_not_read_on() {
        let chunks = stream::repeat_with(|| Ok(Bytes::from_static(b"1234")));
        let (status, text) = fault(read(Payload::Stream { payload: Box::pin(chunks) }, 10, JSON_DEADLINE).await);
        assert_eq!(status, 413, "{text}");
    }

    #[test]
    fn only_an_object_is_a_body() {
        assert!(check_object(b" \n{").is_ok());
        for body in ["[]", "[1, 2]", "null", "\"text\"", "1"] {
            assert_eq!(fault(check_object(body.as_bytes())).0, 422, "{body}");
        }
        for body in ["", "[1,", "nonsense"] {
            assert_eq!(fault(check_object(body.as_bytes())).0, 400, "{body}");
        }
    }
}
