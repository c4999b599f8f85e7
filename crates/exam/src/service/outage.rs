//! Giving an outage back to the sessions that it hit.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use futures_util::stream::{self, StreamExt as _};
use persistence::{
    EndReason, EventKind, EventRecord, ExamSessionId, Guarded, OutageCredit, Page, Reopening, SessionRecord,
};

use super::ExamService;
use super::contention::MAX_ROUNDS;
use super::events::check_reason;
use crate::access::Access;
use crate::error::{ExamError, in_utc};
use crate::permission;
use crate::stopped_time::StoppedTime;

/// How many sessions are read at a time.
const PAGE_ROWS: u32 = 200;
/// How many sessions are changed at the same time.
const AT_ONCE: usize = 8;

/// A span of time in which examinees could not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Its beginning and its end.
    pub span: Range<SystemTime>,
    /// The reason, for the events of the sessions.
    pub reason: String,
    /// The name of the exam type whose sessions get the time back; all when absent.
    pub exam_type: Option<String>,
}

/// Whether sessions are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditMode {
    /// They get the time.
    Give,
    /// Nothing changes: only what they would get is computed.
    Show,
}

/// What a session gets back of an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credited {
    /// How much time.
    pub time: Duration,
    /// Whether the session had expired and is active again.
    pub reopened: bool,
}

impl ExamService {
    /// Gives an outage back to all sessions that it hit and whose time, or whose items' time, is limited: each ends later by the part
    /// of the outage in which its clock ran, and that part counts for no item. A session that expired in the outage or after it is active again, with this time left. Pauses and what was given
    /// back before do not count, so the same call again gives nothing. Calls `report` with each session as it is done, with
    /// `None` for one that gets nothing.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the span and the reason, [`ExamError::UnknownExamType`], [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`]; [`ExamError::Record`] when the sessions cannot be listed.
    pub async fn credit_outage(
        &self,
        access: &Access,
        outage: &Outage,
        mode: CreditMode,
        mut report: impl FnMut(ExamSessionId, Result<Option<Credited>, ExamError>),
    ) -> Result<(), ExamError> {
        access.require(&permission::CREDIT_OUTAGE)?;
        check_reason(&outage.reason)?;
        check_span(&outage.span, self.environment().now())?;
        if let Some(name) = &outage.exam_type {
            self.exams().latest_version(name).await?;
        }
        let mut after = 0;
        loop {
            let page = Page { after, limit: PAGE_ROWS };
            let ids = self.record().sessions_in(outage.span.clone(), page).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.0;
            let sessions = ids.into_iter().map(|id| async move { (id, self.credit(access, id, outage, mode).await) });
            let mut outcomes = stream::iter(sessions).buffer_unordered(AT_ONCE);
            while let Some((session, outcome)) = outcomes.next().await {
                report(session, outcome);
            }
        }
    }

    async fn credit(
        &self,
        access: &Access,
        id: ExamSessionId,
        outage: &Outage,
        mode: CreditMode,
    ) -> Result<Option<Credited>, ExamError> {
        for _ in 0..MAX_ROUNDS {
            let row = self.row(id).await?;
            let exam = self.exams().exam(row.exam_type_id).await?;
            let definition = &exam.exam_type.definition;
            let is_meant = outage.exam_type.as_ref().is_none_or(|name| definition.name == *name);
            let is_limited = row.expires_at.is_some() || definition.rules.item_time_limit_seconds.is_some();
            if !is_meant || !is_limited {
                return Ok(None);
            }
            let event = self.event_by(access, Some(&outage.reason));
            let Some(credit) = credit_of(&row, &self.all_events(id).await?, &outage.span, event.at) else {
                return Ok(None);
            };
            let credited = Credited { time: credit.time, reopened: credit.reopening.is_some() };
            if credited.reopened {
                self.check_reopened(&row).await?;
            }
            if mode == CreditMode::Show {
                return Ok(Some(credited));
            }
            if self.record().credit_outage(id, credit, event).await? == Guarded::Committed {
                self.remove_copy(id).await;
                return Ok(Some(credited));
            }
        }
        Err(ExamError::Contended { session: id })
    }
}

fn check_span(span: &Range<SystemTime>, now: SystemTime) -> Result<(), ExamError> {
    if span.end > now {
        return Err(ExamError::invalid("to", in_utc(span.end), "the outage must have ended"));
    }
    if span.start >= span.end {
        return Err(ExamError::invalid("from", in_utc(span.start), "an outage begins before it ends"));
    }
    Ok(())
}

/// What a session gets back now; `None` if the outage did not hit it.
fn credit_of(
    row: &SessionRecord,
    events: &[EventRecord],
    outage: &Range<SystemTime>,
    now: SystemTime,
) -> Option<OutageCredit> {
    // Where the items alone are limited, the clock of the session has no end.
    let expires_at = row.expires_at.unwrap_or(outage.end);
    // The clock of a paused session stands still since its pause, that of an expired one since its end.
    let end = outage.end.min(expires_at).min(row.paused_at.unwrap_or(outage.end));
    let span = outage.start.max(row.started_at)..end;
    let time = StoppedTime::of(events).running(span.start, span.end);
    if time.is_zero() {
        return None;
    }
    let reopening = match &row.completion {
        None => None,
        Some(completion) if completion.reason == EndReason::Expired && !is_voided_by_hand(events) => Some(Reopening {
            completed_at: completion.completed_at,
            stopped_at: expires_at,
            expires_at: now.checked_add(time),
            time_left: Some(time),
        }),
        Some(_) => return None,
    };
    Some(OutageCredit { updated_at: row.updated_at, span, time, reopening })
}

/// Whether somebody has voided the session since it was last reopened.
fn is_voided_by_hand(events: &[EventRecord]) -> bool {
    let last = events.iter().rev().find(|event| matches!(event.kind, EventKind::Voided | EventKind::Reopened));
    last.is_some_and(|event| event.kind == EventKind::Voided)
}
