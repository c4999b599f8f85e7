//! Where a session stands, for the script: whether its page is still the current one, and how much time is left.

use actix_web::{HttpRequest, HttpResponse};
use exam::{Access, ExamError};
use serde::Serialize;

use super::{Service, result};
use crate::cookies::ExamCookie;
use crate::layout::State;
use crate::visit::{PAGE_HEADER, Visit};

/// The reply to the script.
#[derive(Debug, Serialize)]
struct StateReply {
    state: &'static str,
    position: Option<u32>,
    left: Option<u64>,
    item_left: Option<u64>,
}

/// Says where the session of the browser stands.
pub(crate) async fn state(_: Visit, request: HttpRequest, service: Service) -> HttpResponse {
    let mut reply = StateReply { state: "gone", position: None, left: None, item_left: None };
    if let Some(cookie) = ExamCookie::of(&request) {
        match service.next(&Access::Examinee(cookie.token.clone()), cookie.session).await {
            Ok(progress) => match &progress.item {
                Some(item) => {
                    let (left, item_left) = (progress.time_left_seconds, progress.item_time_left_seconds);
                    let position = item.position;
                    reply = StateReply {
                        state: State::Question { position, left, item_left }.name(),
                        position: Some(position),
                        left,
                        item_left,
                    };
                }
                None => match result::is_evaluated(&service, &cookie).await {
                    Ok(true) => reply.state = State::Finished.name(),
                    Ok(false) => reply.state = State::Evaluating.name(),
                    Err(_) => return HttpResponse::ServiceUnavailable().finish(),
                },
            },
            Err(ExamError::SessionPaused { .. }) => reply.state = State::Paused.name(),
            Err(ExamError::ForeignSession { .. } | ExamError::UnknownSession { .. }) => {}
            Err(_) => return HttpResponse::ServiceUnavailable().finish(),
        }
    }
    HttpResponse::Ok().insert_header(PAGE_HEADER).json(reply)
}
