//! The columns of the table of sessions.

use super::cell::Cell;
use super::exported_session::ExportedSession;
use crate::loaded_exam::stop_reason;
use crate::progress::SessionState;
use crate::report::{RescoredScore, SessionScore};

/// The column that has the number of the session.
pub(super) const SESSION: &str = "exam_session_id";
/// The column that says where the session stands.
pub(super) const STATUS: &str = "status";
/// What stands there for a session that cannot be read.
pub(super) const FAULTY: &str = "faulty";

/// A column: its name, and its cell for a session.
pub(super) type SessionColumn = (&'static str, for<'a> fn(&'a ExportedSession) -> Cell<'a>);

/// The columns, in order.
pub(super) const COLUMNS: &[SessionColumn] = &[
    (SESSION, |of| Cell::Integer(of.session.id.0)),
    ("exam_type", |of| Cell::text(of.exam.exam_type.definition.name.as_str())),
    ("exam_type_version", |of| Cell::Integer(of.exam.exam_type.version.into())),
    ("examinee_id", |of| Cell::or_empty(of.session.examinee_id.as_deref(), Cell::text)),
    (STATUS, |of| Cell::text(SessionState::of(&of.session).as_str())),
    ("stop_reason", |of| Cell::or_empty(stop_reason(&of.session), |reason| Cell::text(reason.as_str()))),
    ("theta", |of| Cell::number(of.ability().theta)),
    ("standard_error", |of| Cell::number(of.ability().se)),
    ("estimate_status", |of| Cell::or_empty(of.estimate_status(), |status| Cell::text(status.as_str()))),
    ("score_name", |of| Cell::or_empty(score(of), |score| Cell::text(score.name))),
    ("score", |of| Cell::number(score(of).map(|score| score.score))),
    ("score_standard_error", |of| Cell::number(score(of).map(|score| score.standard_error))),
    ("level", |of| Cell::or_empty(score(of).and_then(|score| score.level), Cell::text)),
    ("items_completed", |of| Cell::count(of.session.revision)),
    ("lz", |of| Cell::number(of.fit.lz)),
    ("lz_star", |of| Cell::number(of.fit.lz_star)),
    ("infit", |of| Cell::number(of.fit.infit)),
    ("outfit", |of| Cell::number(of.fit.outfit)),
    ("rescored_version", |of| Cell::or_empty(rescored(of), |score| Cell::Integer(score.exam_type_version.into()))),
    ("rescored_theta", |of| Cell::number(rescored(of).map(|score| score.estimate.theta))),
    ("rescored_standard_error", |of| Cell::number(rescored(of).map(|score| score.estimate.se))),
    ("rescored_estimate_status", |of| Cell::or_empty(rescored(of), |score| Cell::text(score.estimate.status.as_str()))),
    ("rescored_score", |of| Cell::number(rescored_score(of).map(|score| score.score))),
    ("rescored_score_standard_error", |of| Cell::number(rescored_score(of).map(|score| score.standard_error))),
    ("rescored_level", |of| Cell::or_empty(rescored_score(of).and_then(|score| score.level.as_deref()), Cell::text)),
    ("rescored_items", |of| Cell::or_empty(rescored(of), |score| Cell::count(score.items))),
    ("rescored_at", |of| Cell::or_empty(rescored(of), |score| Cell::time(score.created_at))),
    ("started_at", |of| Cell::time(of.session.started_at)),
    ("completed_at", |of| Cell::or_empty(of.session.completion.as_ref(), |end| Cell::time(end.completed_at))),
    ("expires_at", |of| Cell::or_empty(of.session.expires_at, Cell::time)),
    ("extra_time_seconds", |of| Cell::Integer(of.session.extra_time.seconds)),
    ("time_multiplier", |of| Cell::number(of.session.extra_time.multiplier)),
    ("start_theta", |of| Cell::number(of.session.examinee_start.start_theta)),
    ("prior_mean", |of| Cell::number(of.session.examinee_start.prior.map(|prior| prior.mean))),
    ("prior_sd", |of| Cell::number(of.session.examinee_start.prior.map(|prior| prior.sd))),
];

/// The latest result under another version of the exam type.
const fn rescored(of: &ExportedSession) -> Option<&RescoredScore> {
    of.rescored.as_ref()
}

/// The same on the reporting scale of that version.
fn rescored_score(of: &ExportedSession) -> Option<&SessionScore> {
    rescored(of)?.reported_score.as_ref()
}

/// The estimate on the reporting scale, where the exam type has one.
fn score(of: &ExportedSession) -> Option<SessionScore> {
    let scale = of.exam.test.design().reporting()?;
    match of.estimate_status() {
        Some(status) => SessionScore::of(scale, of.ability(), status),
        None => Some(SessionScore::new(scale, of.ability())),
    }
}
