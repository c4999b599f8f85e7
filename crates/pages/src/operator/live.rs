//! The listing of sessions as server-sent events: the rows anew whenever they differ.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::rt::time::{Instant, sleep};
use actix_web::web::{Bytes, Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use api::ApiKeys;
use futures_util::stream;

use super::Service;
use super::person::Operator;
use super::session_list::{ListQuery, body, listed};
use crate::cookies::operator_text;

/// How often the rows are looked up.
const PERIOD: Duration = Duration::from_secs(3);
/// How long a stream lasts. The browser opens the next one, so a server that is about to end waits for none of them for long.
const LENGTH: Duration = Duration::from_secs(24);
/// How many streams an instance has at most: each asks the record every few seconds.
const MOST: usize = 100;
/// After how many milliseconds the browser opens the next stream.
const RETRY: &str = "retry: 1000\n\n";

static OPEN: AtomicUsize = AtomicUsize::new(0);

/// One of the streams that are open.
struct Place;

impl Place {
    fn take() -> Option<Self> {
        let taken = OPEN.fetch_update(Ordering::AcqRel, Ordering::Acquire, |open| (open < MOST).then_some(open + 1));
        taken.is_ok().then_some(Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::AcqRel);
    }
}

struct Live {
    operator: Operator,
    keys: Data<ApiKeys>,
    pass: String,
    service: Service,
    query: ListQuery,
    last: Option<String>,
    end: Instant,
    _place: Place,
}

/// The stream. A browser that gets none goes on loading the page.
pub(crate) async fn stream(
    operator: Operator,
    request: HttpRequest,
    service: Service,
    keys: Data<ApiKeys>,
    query: Query<ListQuery>,
) -> HttpResponse {
    let Some(place) = Place::take() else { return HttpResponse::NoContent().finish() };
    let end = Instant::now() + LENGTH;
    let pass = operator_text(&request).unwrap_or_default();
    let mut reply = HttpResponse::Ok();
    // Whoever watches uses the pass.
    if let Some(cookie) = operator.renewal() {
        reply.cookie(cookie);
    }
    let live = Live { operator, keys, pass, service, query: query.into_inner(), last: None, end, _place: place };
    let events = stream::unfold(live, |mut live| async move {
        let event = live.next().await?;
        Some((Ok::<_, actix_web::Error>(Bytes::from(event)), live))
    });
    reply
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        // A proxy that collects replies would show nothing until the end.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}

impl Live {
    /// The next piece of the stream; `None` at its end, and when the sessions cannot be listed.
    async fn next(&mut self) -> Option<String> {
        let is_first = self.last.is_none();
        if !is_first {
            sleep(PERIOD).await;
        }
        if Instant::now() >= self.end {
            return None;
        }
        // A key that was revoked meanwhile shows nothing more.
        let (_, access) = self.keys.operator(&self.pass, &self.service).await.ok()??;
        self.operator.access = access;
        let shown = listed(&self.operator, &self.service, &self.query).await.ok()?;
        let rows = body(&self.operator, &shown).into_string();
        if self.last.as_ref() == Some(&rows) {
            return Some(": nothing has changed\n\n".to_owned());
        }
        let event =
            format!("{}event: rows\ndata: {}\n\n", if is_first { RETRY } else { "" }, rows.replace('\n', "\ndata: "));
        self.last = Some(rows);
        Some(event)
    }
}
