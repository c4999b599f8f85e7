//! What a message says: the session as the record has it when the message is sent, so that it never says more of an examinee than
//! the record still does.

use persistence::{Record, RecordError, SessionRecord, WebhookMessage};
use webhooks::{Payload, SessionData};

use crate::moment::rfc3339;

/// The body of a message; `None` when the record does not have its session any more.
pub(super) async fn payload(record: &dyn Record, message: &WebhookMessage) -> Result<Option<Payload>, RecordError> {
    let Some(session) = record.session(message.session).await? else { return Ok(None) };
    let Some(exam_type) = record.exam_type(session.exam_type_id).await? else { return Ok(None) };
    let data = data(session, exam_type.definition.name, exam_type.version);
    Ok(Some(Payload { kind: message.kind.clone(), timestamp: rfc3339(message.created_at), data }))
}

fn data(session: SessionRecord, exam_type: String, exam_type_version: i32) -> SessionData {
    let completion = session.completion.as_ref();
    let status = match completion {
        None => session.status.as_str(),
        Some(completion) if completion.voided => "voided",
        Some(_) => "completed",
    };
    let estimate = completion.map(|completion| completion.estimate);
    SessionData {
        exam_session_id: session.id.0,
        exam_type,
        exam_type_version,
        status: status.to_owned(),
        stop_reason: completion.map(|completion| completion.reason.as_str().to_owned()),
        theta: estimate.map(|estimate| estimate.theta),
        standard_error: estimate.map(|estimate| estimate.se),
        estimate_status: estimate.map(|estimate| estimate.status.as_str().to_owned()),
        items_completed: session.revision,
        started_at: rfc3339(session.started_at),
        completed_at: completion.map(|completion| rfc3339(completion.completed_at)),
        examinee_id: session.examinee_id,
    }
}
