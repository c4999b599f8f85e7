//! Events.

use std::ops::Range;
use std::time::SystemTime;

use diesel::prelude::*;

use super::column::named;
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{EventKind, EventRecord, ExamSessionId, NewEvent};
use crate::schema::session_events;

/// What takes the place of the name of an examinee in a reason.
const REDACTED: &str = "[examinee]";

/// An event as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = session_events)]
pub(crate) struct EventRow {
    id: i64,
    session_id: i64,
    at: i64,
    kind: String,
    actor: String,
    reason: Option<String>,
    seconds: Option<i64>,
    span_from: Option<i64>,
    span_to: Option<i64>,
}

/// An event as it is inserted, for any number of sessions.
#[derive(Debug)]
pub(crate) struct NewEventRow {
    pub(crate) at: i64,
    pub(crate) kind: &'static str,
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) seconds: Option<i64>,
    pub(crate) span_from: Option<i64>,
    pub(crate) span_to: Option<i64>,
}

impl NewEventRow {
    pub(crate) fn new(kind: EventKind, event: NewEvent) -> Self {
        let NewEvent { at, actor, reason } = event;
        Self { at: to_micros(at), kind: kind.as_str(), actor, reason, seconds: None, span_from: None, span_to: None }
    }

    /// The same event, about this number of seconds.
    pub(crate) fn about(self, seconds: Option<i64>) -> Self {
        Self { seconds, ..self }
    }

    /// The same event, about this span of time.
    pub(crate) fn over(self, span: &Range<SystemTime>) -> Self {
        Self { span_from: Some(to_micros(span.start)), span_to: Some(to_micros(span.end)), ..self }
    }
}

impl TryFrom<EventRow> for EventRecord {
    type Error = RecordError;

    fn try_from(row: EventRow) -> Result<Self, RecordError> {
        let EventRow { id, session_id, at, kind, actor, reason, seconds, span_from, span_to } = row;
        let kind = named(&kind, "kind of event", EventKind::from_name)?;
        let span = span_from.zip(span_to).map(|(from, to)| from_micros(from)..from_micros(to));
        Ok(Self { id, session: ExamSessionId(session_id), at: from_micros(at), kind, actor, reason, seconds, span })
    }
}

/// The pattern for LIKE, with `\` as its escape, of the texts that contain this one.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The reason without the name of an examinee; `None` when it does not name them. A name within a longer word is not the name.
pub(crate) fn redacted(reason: &str, examinee_id: &str) -> Option<String> {
    let mut rest = reason;
    let mut kept = String::new();
    let mut found = false;
    while let Some(place) = (!examinee_id.is_empty()).then(|| rest.find(examinee_id)).flatten() {
        let (before, after) = (&rest[..place], &rest[place + examinee_id.len()..]);
        let joined = ends_word(kept.chars().chain(before.chars()).last(), examinee_id.chars().next())
            || ends_word(examinee_id.chars().last(), after.chars().next());
        kept.push_str(before);
        kept.push_str(if joined { examinee_id } else { REDACTED });
        found |= !joined;
        rest = after;
    }
    kept.push_str(rest);
    found.then_some(kept)
}

/// Whether two neighbouring characters are of one word.
fn ends_word(one: Option<char>, next: Option<char>) -> bool {
    matches!((one, next), (Some(one), Some(next)) if one.is_alphanumeric() && next.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leaves_a_reason_wherever_it_stands() {
        let check = |reason: &str, expected: Option<&str>| {
            assert_eq!(redacted(reason, "e-17").as_deref(), expected, "{reason}");
        };
        check("e-17", Some("[examinee]"));
        check("e-17 lost it, so e-17, too", Some("[examinee] lost it, so [examinee], too"));
        check("(e-17)", Some("([examinee])"));
        check("lost by E-17", None);
        check("e-171 and the-17 are others", None);
        check("e-171, not e-17", Some("e-171, not [examinee]"));
        check("", None);
    }

    #[test]
    fn a_name_of_one_digit_does_not_spoil_numbers() {
        assert_eq!(redacted("1 of 11 devices failed", "1").as_deref(), Some("[examinee] of 11 devices failed"));
        assert_eq!(redacted("ééé", "é"), None);
        assert_eq!(redacted("é é", "é").as_deref(), Some("[examinee] [examinee]"));
    }

    #[test]
    fn what_a_pattern_gives_a_meaning_is_escaped() {
        assert_eq!(containing(r"50%_\x"), r"%50\%\_\\x%");
    }
}
