//! The live sessions: a listing with a filter, which keeps itself fresh.

use actix_web::HttpResponse;
use actix_web::web::Query;
use exam::{ListedState, permission};
use maud::{Markup, html};

use super::person::Operator;
use super::screen::Screen;
use super::session_list::{ListQuery, Shown, body, listed};
use super::{Service, failures};
use crate::visit::{LIVE, SESSIONS};

/// After how many seconds a browser without script loads the page again.
const REFRESH_SECONDS: u32 = 15;

/// The page.
pub(crate) async fn page(operator: Operator, service: Service, query: Query<ListQuery>) -> HttpResponse {
    let query = query.into_inner();
    if let Some(number) = query.number() {
        return operator.see(&format!("{SESSIONS}/{number}"));
    }
    let shown = match listed(&operator, &service, &query).await {
        Ok(shown) => shown,
        Err(error) => return failures::of_error(&operator, error, SESSIONS),
    };
    let texts = &operator.visit.messages.sessions;
    let content = html! {
        (filter(&operator, &query))
        (refreshing(&operator, &query))
        (table(&operator, &query, &shown))
        @if let Some(after) = shown.next_after {
            p { a.button rel="next" href=(operator.visit.path(&query.address(SESSIONS, after))) { (texts.next) } }
        }
        @if query.after > 0 { p { a href=(operator.visit.path(&query.address(SESSIONS, 0))) { (texts.first) } } }
    };
    let refresh = query.is_live().then_some(REFRESH_SECONDS);
    operator.show(Screen { refresh, ..Screen::new(texts.title.clone(), SESSIONS, content) })
}

fn filter(operator: &Operator, query: &ListQuery) -> Markup {
    let texts = &operator.visit.messages.sessions;
    html! {
        form.filter method="get" action=(operator.visit.path(SESSIONS)) role="search" aria-label=(texts.filter) {
            label { span { (texts.examinee) } input type="search" name="examinee" value=(query.examinee) maxlength="200"; }
            label { span { (texts.exam_type) } input type="search" name="exam_type" value=(query.exam_type) maxlength="200"; }
            label {
                span { (texts.state) }
                select name="state" {
                    @for state in ListedState::ALL {
                        option value=(state.as_str()) selected[query.state() == *state] { (texts.state_name(*state)) }
                    }
                }
            }
            label { span { (texts.number) } input type="text" inputmode="numeric" name="number" pattern="[0-9]*" maxlength="19"; }
            @if !query.is_live() { input type="hidden" name="refresh" value="off"; }
            button type="submit" { (texts.search) }
        }
    }
}

/// What says that the page changes by itself, and stops it (WCAG 2.2.2).
fn refreshing(operator: &Operator, query: &ListQuery) -> Markup {
    let texts = &operator.visit.messages.sessions;
    let other = query.with_refresh(!query.is_live()).address(SESSIONS, query.after);
    html! {
        p.aside #refreshing {
            @if query.is_live() { (texts.live) " " } @else { (texts.still) " " }
            a href=(operator.visit.path(&other)) { @if query.is_live() { (texts.stop) } @else { (texts.go_on) } }
        }
        p #lost .notice role="alert" hidden { (texts.lost) }
    }
}

fn table(operator: &Operator, query: &ListQuery, shown: &Shown) -> Markup {
    let texts = &operator.visit.messages.sessions;
    let live = query.is_live().then(|| operator.visit.path(&query.address(LIVE, query.after)));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(texts.title) {
            table {
                thead { tr {
                    @for heading in [&texts.number, &texts.examinee, &texts.exam_type, &texts.state, &texts.position,
                                     &texts.time_left, &texts.last_seen] {
                        th scope="col" { (heading) }
                    }
                } }
                tbody #sessions data-live=[live] { (body(operator, shown)) }
            }
        }
        @if operator.may(&permission::START) && shown.rows.is_empty() && query.is_plain() { p { (texts.none_yet) } }
    }
}
