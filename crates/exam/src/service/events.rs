//! What people and platforms do to sessions other than answering. Each act is an event of its session, committed with the change
//! that it makes.

use credentials::SessionToken;
use persistence::{EventRecord, ExamSessionId, NewEvent, Page};

use super::ExamService;
use super::page::checked_page;
use super::start::check_examinee;
use crate::access::Access;
use crate::error::ExamError;
use crate::permission;
use crate::progress::SessionSummary;

/// The longest reason, in characters.
const MAX_REASON: usize = 500;
/// The greatest number of events in one read.
const ALL_AT_ONCE: u32 = 1000;

/// A session with the token that it has been given anew.
#[derive(Debug, Clone)]
pub struct Reissued {
    /// The session.
    pub summary: SessionSummary,
    /// Its token from here on. No other call returns it.
    pub session_token: SessionToken,
}

/// A page of the events of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    /// The events, by number.
    pub events: Vec<EventRecord>,
    /// The event number after which the next page begins; `None` on the last page.
    pub next_after: Option<i64>,
}

impl ExamService {
    /// Gives a session, active or completed, another token; the one before ends.
    ///
    /// An instance that keeps its working copies in its own memory may still show the pending item to the token before. It
    /// takes no answer with it.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the reason, [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn reissue_token(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<Reissued, ExamError> {
        access.require(&permission::REISSUE_TOKEN)?;
        check_reason(reason)?;
        let session_token = self.draw_token()?;
        let event = self.event_by(access, Some(reason));
        if !self.record().reissue_token(id, session_token.digest(), event).await? {
            return Err(ExamError::UnknownSession { session: id });
        }
        // The working copy still has the token before.
        self.remove_copy(id).await;
        metrics::counter!("adaptive_tokens_reissued_total").increment(1);
        let row = self.row(id).await?;
        Ok(Reissued { summary: self.recorded_summary(access, row).await?, session_token })
    }

    /// The events of a session with a number greater than `after`.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`] when there is neither the session nor an event of it, [`ExamError::InvalidValue`] for the
    /// page, [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn session_events(
        &self,
        access: &Access,
        id: ExamSessionId,
        after: i64,
        limit: u32,
    ) -> Result<EventPage, ExamError> {
        access.require(&permission::EVENTS)?;
        let page = checked_page(after, limit)?;
        let events = self.record().events(id, page).await?;
        // A deleted session has its events only.
        if events.is_empty() && self.events_from_first(id, 1).await?.is_empty() {
            self.row(id).await?;
        }
        let full = events.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next_after = events.last().filter(|_| full).map(|event| event.id);
        Ok(EventPage { events, next_after })
    }

    /// Takes an examinee out of all sessions; the number of sessions. Their answers stay, and so do their tokens.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for what is no name of an examinee, [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn unlink_examinee(&self, access: &Access, examinee_id: &str) -> Result<u64, ExamError> {
        access.require(&permission::UNLINK_EXAMINEE)?;
        check_examinee(Some(examinee_id))?;
        Ok(self.record().unlink_examinee(examinee_id, self.event_by(access, None)).await?)
    }

    /// Whether the token with which a session was started has ended by an event.
    pub(super) async fn has_ended_token(&self, id: ExamSessionId) -> Result<bool, ExamError> {
        Ok(self.all_events(id).await?.iter().any(|event| event.kind.ends_token()))
    }

    /// All events of a session.
    pub(super) async fn all_events(&self, id: ExamSessionId) -> Result<Vec<EventRecord>, ExamError> {
        let mut events: Vec<EventRecord> = Vec::new();
        loop {
            let after = events.last().map_or(0, |event| event.id);
            let page = self.record().events(id, Page { after, limit: ALL_AT_ONCE }).await?;
            let is_last = page.len() < ALL_AT_ONCE as usize;
            events.extend(page);
            if is_last {
                return Ok(events);
            }
        }
    }

    /// The first events of a session, this number at most.
    async fn events_from_first(&self, id: ExamSessionId, limit: u32) -> Result<Vec<EventRecord>, ExamError> {
        Ok(self.record().events(id, Page { after: 0, limit }).await?)
    }

    pub(super) fn event_by(&self, access: &Access, reason: Option<&str>) -> NewEvent {
        NewEvent { at: self.environment().now(), actor: access.actor(), reason: reason.map(str::to_owned) }
    }
}

pub(super) fn check_reason(reason: &str) -> Result<(), ExamError> {
    let long = reason.chars().count() > MAX_REASON;
    if reason.trim().is_empty() || long || reason.chars().any(char::is_control) {
        let rule = "a reason has 1 to 500 characters, not only spaces, and no control characters";
        return Err(ExamError::invalid("reason", format!("{reason:?}"), rule));
    }
    Ok(())
}
