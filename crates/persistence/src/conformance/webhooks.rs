//! Webhooks: which changes of sessions add messages, who sends them, and what becomes of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::samples::{advance, completion, fresh_name, last_advance, moment, session};
use crate::record::Record;
use crate::rows::{
    Advance, AnswerBasis, Completion, EndReason, EventKind, ExamSessionId, Guarded, NewEvent, Page, Reopening,
    Resumption, WebhookEndpoint, WebhookFilter, WebhookKind, WebhookMessage, WebhookOutcome, WebhookState,
};

const ALL: Page = Page { after: 0, limit: 10_000 };

fn event() -> NewEvent {
    NewEvent { at: moment(60), actor: "webhooks".to_owned(), reason: None }
}

async fn endpoint(record: &dyn Record, kinds: &[WebhookKind]) -> String {
    let name = fresh_name("lms");
    let endpoint = WebhookEndpoint { name: name.clone(), kinds: kinds.to_vec() };
    record.register_webhook_endpoint(endpoint, moment(0)).await.unwrap();
    name
}

/// The messages to an endpoint that are claimed at this second, for ten seconds.
async fn claim(record: &dyn Record, endpoint: &str, second: u64, limit: u32) -> Vec<WebhookMessage> {
    let (at, until) = (moment(second), moment(second + 10));
    record.claim_webhook_messages(endpoint, at, until, limit).await.unwrap()
}

async fn of_endpoint(record: &dyn Record, endpoint: &str, filter: WebhookFilter) -> Vec<WebhookMessage> {
    let mut messages = record.webhook_messages(filter, ALL).await.unwrap();
    messages.retain(|message| message.endpoint == endpoint);
    messages
}

async fn kinds(record: &dyn Record, endpoint: &str) -> Vec<(ExamSessionId, String)> {
    let messages = of_endpoint(record, endpoint, WebhookFilter::All).await;
    messages.into_iter().map(|message| (message.session, message.kind)).collect()
}

async fn settle(record: &dyn Record, message: &WebhookMessage, outcome: WebhookOutcome) -> bool {
    record.settle_webhook_message(message, outcome, event()).await.unwrap()
}

/// A completed session, for which an endpoint of its own has a message.
async fn one_message(record: &dyn Record) -> (String, ExamSessionId) {
    let endpoint = endpoint(record, &WebhookKind::ALL).await;
    let session = session(record).await;
    assert_eq!(record.complete(session.id, 0, completion()).await.unwrap(), Guarded::Committed);
    (endpoint, session.id)
}

/// The only message there is.
fn only(messages: Vec<WebhookMessage>) -> WebhookMessage {
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages.into_iter().next().unwrap()
}

pub(super) async fn what_becomes_of_a_session_adds_messages(record: &dyn Record) {
    let endpoint = endpoint(record, &WebhookKind::ALL).await;
    let session = session(record).await;
    let id = session.id;
    assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Committed);
    assert_eq!(record.complete(id, 0, completion()).await.unwrap(), Guarded::Stale);
    assert!(record.pause(id, NewEvent { at: moment(1), ..event() }).await.unwrap());
    let resumption = Resumption { paused_at: moment(1), pause: Duration::ZERO };
    assert_eq!(record.resume(id, resumption, NewEvent { at: moment(1), ..event() }).await.unwrap(), Guarded::Committed);
    assert_eq!(kinds(record, &endpoint).await, [], "neither an answer, nor a pause, nor what is refused adds any");

    let last = Advance { basis: AnswerBasis::Record, ..last_advance(&session, 1) };
    assert_eq!(record.advance(last).await.unwrap(), Guarded::Committed);
    assert!(record.void_completed(id, event()).await.unwrap());
    assert!(!record.void_completed(id, event()).await.unwrap());
    let reopening = Reopening { completed_at: moment(2), stopped_at: moment(2), expires_at: None, time_left: None };
    assert_eq!(record.reopen(id, reopening, event()).await.unwrap(), Guarded::Committed);
    let voided = Completion { reason: EndReason::EndedEarly, voided: true, ..completion() };
    assert_eq!(record.void_unfinished(id, 2, voided, event()).await.unwrap(), Guarded::Committed);

    let added = ["session.completed", "session.voided", "session.reopened", "session.voided"];
    assert_eq!(kinds(record, &endpoint).await, added.map(|kind| (id, kind.to_owned())));
    let messages = of_endpoint(record, &endpoint, WebhookFilter::Pending).await;
    let first = &messages[0];
    assert_eq!((first.created_at, first.state), (moment(2), WebhookState::Pending(moment(2))));
    assert_eq!((first.attempts, &first.last_error), (0, &None));
    assert!(first.message_id.starts_with("msg_") && first.message_id.len() == 36, "{first:?}");
    assert!(messages.iter().skip(1).all(|message| message.message_id != first.message_id));
    record.forget_webhook_endpoint(&endpoint).await.unwrap();
}

pub(super) async fn an_endpoint_gets_the_kinds_that_it_wants(record: &dyn Record) {
    let completions = endpoint(record, &[WebhookKind::Completed]).await;
    let others = endpoint(record, &[WebhookKind::Voided, WebhookKind::Reopened]).await;
    let first = session(record).await.id;
    assert_eq!(record.complete(first, 0, completion()).await.unwrap(), Guarded::Committed);
    assert!(record.void_completed(first, event()).await.unwrap());
    assert_eq!(kinds(record, &completions).await, [(first, "session.completed".to_owned())]);
    assert_eq!(kinds(record, &others).await, [(first, "session.voided".to_owned())]);

    let changed = WebhookEndpoint { name: completions.clone(), kinds: vec![WebhookKind::Voided] };
    record.register_webhook_endpoint(changed.clone(), moment(5)).await.unwrap();
    assert!(record.webhook_endpoints().await.unwrap().contains(&changed));
    let second = session(record).await.id;
    assert_eq!(record.complete(second, 0, completion()).await.unwrap(), Guarded::Committed);
    assert_eq!(kinds(record, &completions).await.len(), 1);
    for name in [completions, others] {
        assert_eq!(record.forget_webhook_endpoint(&name).await.unwrap(), Some(1));
        assert_eq!(record.forget_webhook_endpoint(&name).await.unwrap(), None);
        assert_eq!(kinds(record, &name).await, []);
    }
}

pub(super) async fn a_claimed_message_is_nobody_elses_until_its_time(record: &dyn Record) {
    let (endpoint, _) = one_message(record).await;
    assert_eq!(claim(record, &endpoint, 98, 5).await, [], "it is not due yet");
    let first = &only(claim(record, &endpoint, 99, 5).await);
    assert_eq!((first.attempts, first.state), (1, WebhookState::Pending(moment(109))));
    assert_eq!(claim(record, &endpoint, 108, 5).await, []);
    let second = &only(claim(record, &endpoint, 109, 5).await);
    assert_eq!((second.attempts, &second.message_id), (2, &first.message_id));
    assert!(!settle(record, first, WebhookOutcome::Delivered).await, "the claim of another is not settled");

    let failed = WebhookOutcome::Failed { next_attempt_at: moment(200), error: "status 500".to_owned() };
    assert!(settle(record, second, failed.clone()).await);
    assert!(!settle(record, second, failed).await);
    assert_eq!(claim(record, &endpoint, 199, 5).await, []);
    let third = &only(claim(record, &endpoint, 200, 5).await);
    assert_eq!((third.attempts, third.last_error.as_deref()), (3, Some("status 500")));
    assert!(settle(record, third, WebhookOutcome::Delivered).await);
    assert_eq!(claim(record, &endpoint, 10_000, 5).await, []);
    let delivered = &only(of_endpoint(record, &endpoint, WebhookFilter::All).await);
    assert_eq!((delivered.state, &delivered.last_error), (WebhookState::Delivered(moment(60)), &None));
    record.forget_webhook_endpoint(&endpoint).await.unwrap();
}

pub(super) async fn a_message_that_is_given_up_has_an_event_and_can_be_sent_again(record: &dyn Record) {
    let (endpoint, session) = one_message(record).await;
    let before = record.count_webhook_messages().await.unwrap();
    let claimed = claim(record, &endpoint, 99, 1).await;
    let id = &claimed[0].message_id;
    assert!(!record.resend_webhook_message(id, event()).await.unwrap(), "it waits");
    let dead = WebhookOutcome::Dead { error: "status 410".to_owned() };
    assert!(settle(record, &claimed[0], dead).await);
    let after = record.count_webhook_messages().await.unwrap();
    assert_eq!((before.pending - after.pending, after.dead - before.dead), (1, 1));
    let listed = of_endpoint(record, &endpoint, WebhookFilter::Dead).await;
    assert_eq!(
        (listed[0].state, listed[0].last_error.as_deref()),
        (WebhookState::Dead(moment(60)), Some("status 410"))
    );
    assert_eq!(of_endpoint(record, &endpoint, WebhookFilter::Pending).await, []);

    assert!(record.resend_webhook_message(id, NewEvent { at: moment(70), ..event() }).await.unwrap());
    assert!(!record.resend_webhook_message("msg_unknown", event()).await.unwrap());
    let again = claim(record, &endpoint, 70, 1).await;
    assert_eq!((&again[0].message_id, again[0].attempts), (id, 1));
    let events = record.events(session, ALL).await.unwrap();
    let events: Vec<_> = events.into_iter().map(|event| (event.kind, event.reason.unwrap())).collect();
    let what = format!("session.completed {id} to {endpoint}");
    assert_eq!(
        events,
        [(EventKind::WebhookDead, format!("{what}: status 410")), (EventKind::WebhookResent, what.clone())]
    );
    record.forget_webhook_endpoint(&endpoint).await.unwrap();
}

pub(super) async fn messages_that_were_delivered_long_ago_are_deleted(record: &dyn Record) {
    let (endpoint, _) = one_message(record).await;
    let claimed = claim(record, &endpoint, 99, 1).await;
    assert!(settle(record, &claimed[0], WebhookOutcome::Delivered).await);
    record.delete_delivered_webhook_messages(moment(60), 1000).await.unwrap();
    assert_eq!(kinds(record, &endpoint).await.len(), 1);
    assert!(record.delete_delivered_webhook_messages(moment(61), 1000).await.unwrap() >= 1);
    assert_eq!(kinds(record, &endpoint).await, []);
    record.forget_webhook_endpoint(&endpoint).await.unwrap();
}

pub(super) async fn of_many_claims_at_once_each_message_goes_to_one(record: &Arc<dyn Record>) {
    let endpoint = endpoint(record.as_ref(), &WebhookKind::ALL).await;
    for _ in 0..12 {
        let session = session(record.as_ref()).await;
        assert_eq!(record.complete(session.id, 0, completion()).await.unwrap(), Guarded::Committed);
    }
    let mut servers = JoinSet::new();
    for _ in 0..6 {
        let (record, endpoint) = (Arc::clone(record), endpoint.clone());
        servers.spawn(async move { claim(record.as_ref(), &endpoint, 99, 5).await });
    }
    let mut claimed: Vec<_> = servers.join_all().await.into_iter().flatten().map(|message| message.id).collect();
    claimed.extend(claim(record.as_ref(), &endpoint, 99, 100).await.into_iter().map(|message| message.id));
    claimed.sort_unstable();
    let all: Vec<_> = of_endpoint(record.as_ref(), &endpoint, WebhookFilter::All).await;
    assert_eq!(claimed, all.iter().map(|message| message.id).collect::<Vec<_>>());
    record.forget_webhook_endpoint(&endpoint).await.unwrap();
}
