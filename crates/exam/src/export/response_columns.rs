//! The columns of the table of responses.

use irt_core::{ItemIndex, Response};

use super::cell::Cell;
use super::exported_session::{ExportedAttempt, ExportedSession};

/// A column: its name, and its cell for an answer of a session.
pub(super) type ResponseColumn = (&'static str, for<'a> fn(&'a ExportedSession, &'a ExportedAttempt) -> Cell<'a>);

/// The columns, in order.
pub(super) const COLUMNS: &[ResponseColumn] = &[
    ("exam_session_id", |of, _| Cell::Integer(of.session.id.0)),
    ("exam_type", |of, _| Cell::text(of.exam.exam_type.definition.name.as_str())),
    ("exam_type_version", |of, _| Cell::Integer(of.exam.exam_type.version.into())),
    ("examinee_id", |of, _| Cell::or_empty(of.session.examinee_id.as_deref(), Cell::text)),
    ("position", |_, given| Cell::Integer(given.attempt.position.into())),
    ("item_id", |of, given| Cell::text(of.exam.content.item_id(item(given)))),
    ("content", content),
    ("answer", |_, given| Cell::or_empty(given.attempt.answer.as_deref(), Cell::text)),
    ("shown_options", shown_options),
    ("response", |_, given| Cell::or_empty(counted(given), |response| Cell::Integer(response.0.into()))),
    ("correct", correct),
    ("outcome", |_, given| Cell::or_empty(given.attempt.outcome, |outcome| Cell::text(outcome.as_str()))),
    ("answered_at", |_, given| Cell::time(given.attempt.answered_at)),
    ("seconds", |_, given| Cell::number(given.time.as_secs_f64())),
    ("response_time_ms", |_, given| Cell::or_empty(given.attempt.response_time_ms, |time| Cell::Integer(time.into()))),
    ("theta", |_, given| Cell::number(given.attempt.ability.theta)),
    ("standard_error", |_, given| Cell::number(given.attempt.ability.se)),
];

const fn item(given: &ExportedAttempt) -> ItemIndex {
    ItemIndex(given.attempt.item)
}

fn content<'a>(of: &'a ExportedSession, given: &'a ExportedAttempt) -> Cell<'a> {
    let item = of.exam.test.bank().item(item(given));
    Cell::or_empty(item.and_then(|item| item.content), Cell::text)
}

/// Whether the answer is right; empty for an item of more than two categories.
fn correct<'a>(of: &'a ExportedSession, given: &'a ExportedAttempt) -> Cell<'a> {
    let has_two = of.exam.test.bank().categories(item(given)) == Some(2);
    Cell::or_empty(counted(given).filter(|_| has_two), |response| Cell::Flag(response == Response::RIGHT))
}

/// The response, unless the item does not count.
fn counted(given: &ExportedAttempt) -> Option<Response> {
    Some(Response(given.attempt.response)).filter(|&response| response != Response::MISSING)
}

/// The keys of the options in the order in which they were shown, with spaces between; empty where that is the order of the bank.
fn shown_options<'a>(of: &'a ExportedSession, given: &'a ExportedAttempt) -> Cell<'a> {
    let keys = of.exam.shown_keys(item(given), given.attempt.position, of.session.seed);
    Cell::or_empty(keys, |keys| Cell::text(keys.join(" ")))
}
