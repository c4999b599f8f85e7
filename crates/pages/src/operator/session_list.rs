//! The rows of the listing of sessions, as the page and its live part show them.

use std::time::SystemTime;

use exam::{ExamError, ExamSessionId, ListedState, SessionFilter, SessionState, SessionSummary};
use maud::{Markup, html};
use serde::Deserialize;

use super::Service;
use super::person::Operator;
use crate::messages::{SessionsMessages, fill};
use crate::times::{clock_text, seconds_since};
use crate::visit::SESSIONS;

/// How many sessions a page has.
const ROWS: u32 = 50;

/// What a person looks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    pub(super) examinee: String,
    #[serde(default)]
    pub(super) exam_type: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    pub(super) after: i64,
    #[serde(default)]
    refresh: String,
}

impl ListQuery {
    /// The state that is asked for: running sessions, unless it is said otherwise.
    pub(super) fn state(&self) -> ListedState {
        ListedState::ALL.iter().copied().find(|state| state.as_str() == self.state).unwrap_or_default()
    }

    /// The session that is asked for by its number.
    pub(super) fn number(&self) -> Option<i64> {
        self.number.trim().parse().ok()
    }

    /// Whether the page keeps itself fresh.
    pub(super) fn is_live(&self) -> bool {
        self.refresh != "off"
    }

    pub(super) fn with_refresh(&self, is_live: bool) -> Self {
        let refresh = if is_live { String::new() } else { "off".to_owned() };
        Self { refresh, ..self.clone() }
    }

    /// Whether nothing is asked for but running sessions.
    pub(super) fn is_plain(&self) -> bool {
        self.examinee.is_empty() && self.exam_type.is_empty() && self.after == 0
    }

    /// The address of the same question on a page, from this session on.
    pub(super) fn address(&self, page: &str, after: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("examinee", &self.examinee),
            ("exam_type", &self.exam_type),
            ("state", &self.state),
            ("refresh", &self.refresh),
        ];
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if after > 0 {
            query.append_pair("after", &after.to_string());
        }
        let query = query.finish();
        if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
    }

    fn filter(&self) -> SessionFilter {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        SessionFilter {
            state: self.state(),
            exam_type: text(&self.exam_type),
            examinee_id: text(&self.examinee),
            ..SessionFilter::default()
        }
    }
}

/// What a page shows.
pub(super) struct Shown {
    pub(super) rows: Vec<SessionSummary>,
    faulty: Vec<ExamSessionId>,
    pub(super) next_after: Option<i64>,
    now: SystemTime,
}

/// Looks the sessions up.
pub(super) async fn listed(operator: &Operator, service: &Service, query: &ListQuery) -> Result<Shown, ExamError> {
    let page = service.sessions(&operator.access, &query.filter(), query.after.max(0), ROWS).await?;
    Ok(Shown { rows: page.sessions, faulty: page.faulty, next_after: page.next_after, now: service.now() })
}

/// The rows of the table.
pub(super) fn body(operator: &Operator, shown: &Shown) -> Markup {
    let texts = &operator.visit.messages.sessions;
    html! {
        @for session in &shown.rows { (row(operator, texts, session, shown.now)) }
        @for session in &shown.faulty {
            tr { th scope="row" { (session.0) } td colspan="6" { (texts.faulty) } }
        }
        @if shown.rows.is_empty() && shown.faulty.is_empty() { tr { td colspan="7" { (texts.none) } } }
    }
}

fn row(operator: &Operator, texts: &SessionsMessages, session: &SessionSummary, now: SystemTime) -> Markup {
    let header = &session.header;
    let id = header.exam_session_id.0;
    let position: [(&str, &dyn std::fmt::Display); 2] = [("done", &header.items_completed), ("max", &header.max_items)];
    html! {
        tr {
            th scope="row" { a href=(operator.visit.path(&format!("{SESSIONS}/{id}"))) { (id) } }
            td { (session.examinee_id.as_deref().unwrap_or("–")) }
            td { (header.exam_type) }
            td { span.state data-state=(session.state.as_str()) { (texts.state_of(session.state)) } }
            td { (fill(&texts.position_of, &position)) }
            td { (session.time_left_seconds.filter(|_| !header.finished).map_or_else(|| "–".to_owned(), clock_text)) }
            td { (fill(&texts.ago, &[("time", &clock_text(seconds_since(session.updated_at, now)))])) }
        }
    }
}

impl SessionsMessages {
    /// The name of a state in the filter.
    pub(super) fn state_name(&self, state: ListedState) -> &str {
        match state {
            ListedState::Active => &self.active,
            ListedState::Paused => &self.paused,
            ListedState::Completed => &self.completed,
            ListedState::Voided => &self.voided,
            ListedState::All => &self.all,
        }
    }

    /// The name of a state in the table.
    pub(super) fn state_of(&self, state: SessionState) -> &str {
        match state {
            SessionState::Active => &self.active,
            SessionState::Paused => &self.paused,
            SessionState::Completed => &self.completed,
            SessionState::Voided => &self.voided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_the_same_question() {
        let query = ListQuery { examinee: "a b&c".to_owned(), state: "all".to_owned(), ..ListQuery::default() };
        let address = query.address("/operator/sessions", 7);
        assert_eq!(address, "/operator/sessions?examinee=a+b%26c&state=all&after=7");
        assert_eq!(ListQuery::default().address("/operator/sessions", 0), "/operator/sessions");
        assert_eq!(query.state(), ListedState::All);
        assert_eq!(ListQuery { state: "no such".to_owned(), ..query }.state(), ListedState::Active);
    }
}
