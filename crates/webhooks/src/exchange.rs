//! One request on a connection, and its reply.

use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use httpdate::parse_http_date;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{DATE, HeaderName, RETRY_AFTER};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::failure::SendFailure;

/// The longest head of a reply, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// How many bytes of the body of a reply are read. Nobody looks at them: an endpoint that is cut off might take this for a failure.
const LONGEST_BODY: usize = 16 * 1024;
/// How long the body of a reply may take, once the head is there.
const BODY_TIMEOUT: Duration = Duration::from_millis(500);

/// Sends the request, and reads the reply.
pub(crate) async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<(), SendFailure>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(LONGEST_HEAD);
    let (mut requests, connection) = builder.handshake(TokioIo::new(stream)).await?;
    // Ends with this call, however it ends.
    let mut connections = JoinSet::new();
    connections.spawn(connection);
    let reply = requests.send_request(request).await?;
    let outcome = outcome(&reply);
    // What is in the body, and whether it comes at all, changes nothing.
    drop(timeout(BODY_TIMEOUT, read_body(reply.into_body())).await);
    outcome
}

fn outcome(reply: &Response<Incoming>) -> Result<(), SendFailure> {
    match reply.status() {
        status if status.is_success() => Ok(()),
        StatusCode::GONE => Err(SendFailure::Gone),
        status => Err(SendFailure::Status { status: status.as_u16(), retry_after: retry_after(reply) }),
    }
}

/// How long the endpoint asks to wait: so many seconds, or until a moment of its own clock.
fn retry_after(reply: &Response<Incoming>) -> Option<Duration> {
    let text = |name: HeaderName| reply.headers().get(name)?.to_str().ok().map(str::trim);
    let wanted = text(RETRY_AFTER)?;
    wanted.parse().ok().map(Duration::from_secs).or_else(|| {
        let until = parse_http_date(wanted).ok()?;
        until.duration_since(parse_http_date(text(DATE)?).ok()?).ok()
    })
}

async fn read_body(mut body: Incoming) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, Bytes::len);
        if read > LONGEST_BODY {
            break;
        }
    }
}
