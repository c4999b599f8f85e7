//! The exam that a browser has open: the question to be answered now, a pause, or the result.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use exam::{Access, ExamError, Progress, ShownItem, TextDirection};
use maud::{Markup, html};
use serde::Deserialize;

use super::pauses::{pause_form, paused};
use super::{Service, failures, result};
use crate::cookies::ExamCookie;
use crate::layout::{Page, State, notice};
use crate::markup::{Layout, TextRules, markup};
use crate::messages::{Messages, fill};
use crate::times::clock_text;
use crate::visit::{ANSWER, Visit};

/// How many letters choose options.
const LETTERS: usize = 9;

/// What has just happened, as the address of the page says it. Nothing depends on it but a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Notice {
    /// An answer was sent without a choice.
    Choose,
    /// An answer was to a question that has another answer.
    Moved,
    /// An answer was sent twice.
    Repeated,
    /// The question may not be skipped.
    SkipRefused,
    /// The question has no such option.
    UnknownOption,
    /// The last answer was right.
    Right,
    /// The last answer was wrong.
    Wrong,
}

impl Notice {
    /// The name in the address.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Moved => "moved",
            Self::Repeated => "repeated",
            Self::SkipRefused => "skip_refused",
            Self::UnknownOption => "unknown_option",
            Self::Right => "right",
            Self::Wrong => "wrong",
        }
    }

    fn text(self, messages: &Messages) -> &str {
        match self {
            Self::Choose => &messages.notice.choose,
            Self::Moved => &messages.notice.moved,
            Self::Repeated => &messages.notice.repeated,
            Self::SkipRefused => &messages.notice.skip_refused,
            Self::UnknownOption => &messages.notice.unknown_option,
            Self::Right => &messages.question.right,
            Self::Wrong => &messages.question.wrong,
        }
    }
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ExamQuery {
    #[serde(default)]
    notice: Option<Notice>,
}

/// Shows the exam that the browser has open.
pub(crate) async fn exam(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    query: Option<Query<ExamQuery>>,
) -> HttpResponse {
    let Some(cookie) = ExamCookie::of(&request) else { return visit.see("/") };
    let access = Access::Examinee(cookie.token.clone());
    let notice = query.and_then(|query| query.notice);
    match service.next(&access, cookie.session).await {
        Ok(progress) => shown(&visit, &service, &cookie, &progress, notice).await,
        Err(ExamError::SessionPaused { .. }) => paused(&visit, &service, &cookie).await,
        Err(error) => failures::of_error(&visit, error, None),
    }
}

/// The page of a session that stands here.
pub(super) async fn shown(
    visit: &Visit,
    service: &Service,
    cookie: &ExamCookie,
    progress: &Progress,
    notice: Option<Notice>,
) -> HttpResponse {
    match &progress.item {
        Some(item) => visit.show(question(visit, cookie, progress, item, notice)),
        None => match result::page(visit, service, cookie).await {
            Ok(page) => visit.show(page),
            Err(error) => failures::of_error(visit, error, None),
        },
    }
}

fn question(
    visit: &Visit,
    cookie: &ExamCookie,
    progress: &Progress,
    item: &ShownItem,
    notified: Option<Notice>,
) -> Page {
    let messages = visit.messages;
    let (position, most) = (item.position, progress.header.max_items);
    let numbers: [(&str, &dyn std::fmt::Display); 2] = [("position", &position), ("max", &most)];
    let announced = fill(&messages.question.title_announced, &numbers);
    let content = html! {
        div.standing {
            (progress_bar(messages, progress))
            (clocks(messages, progress))
        }
        h1 #heading tabindex="-1" data-announce=(announced) {
            (fill(&messages.question.title, &numbers))
            " " span.of-most { (fill(&messages.question.of_most, &numbers)) }
        }
        @if let Some(notified) = notified { (notice(notified.text(messages))) }
        (answer_form(visit, cookie, progress, item))
        @if progress.can_pause { (pause_form(visit, cookie)) }
    };
    Page {
        status: StatusCode::OK,
        title: announced,
        state: State::Question {
            position,
            left: progress.time_left_seconds,
            item_left: progress.item_time_left_seconds,
        },
        content,
    }
}

fn progress_bar(messages: &Messages, progress: &Progress) -> Markup {
    let (done, most) = (progress.header.items_completed, progress.header.max_items);
    let label = fill(&messages.question.progress, &[("done", &done), ("max", &most)]);
    html! { progress value=(done) max=(most) aria-label=(label) { (label) } }
}

/// What is left of the time, as of the moment in which the page is made. The script counts on.
fn clocks(messages: &Messages, progress: &Progress) -> Markup {
    let texts = &messages.question;
    let clock = |name: &str, label: &str, seconds: Option<u64>| {
        html! {
            @if let Some(seconds) = seconds {
                p.clock { (label) " " time data-clock=(name) datetime=(format!("PT{seconds}S")) { (clock_text(seconds)) } }
            }
        }
    };
    html! {
        (clock("left", &texts.time_left, progress.time_left_seconds))
        (clock("item-left", &texts.time_left_item, progress.item_time_left_seconds))
        @if progress.time_left_seconds.or(progress.item_time_left_seconds).is_some() {
            p.aside { (texts.only_confirmed) }
        }
    }
}

fn answer_form(visit: &Visit, cookie: &ExamCookie, progress: &Progress, item: &ShownItem) -> Markup {
    let texts = &visit.messages.question;
    let rules =
        TextRules { format: item.format, pictures: &visit.path("/assets/"), unreadable_formula: &texts.formula_source };
    let direction = item.direction.map(TextDirection::as_str);
    let lang = item.lang.as_deref();
    html! {
        form #answer method="post" action=(visit.path(ANSWER)) {
            input type="hidden" name="proof" value=(cookie.form_proof());
            input type="hidden" name="item" value=(item.item_id);
            input type="hidden" name="position" value=(item.position);
            @if let Some(stem) = &item.stem {
                div #stem .stem lang=[lang] dir=[direction] { (markup(stem, rules, Layout::Blocks)) }
            }
            @if item.options.is_empty() {
                p.notice { (texts.no_options) }
            } @else {
                fieldset aria-labelledby="heading" aria-describedby=[item.stem.as_ref().map(|_| "stem")] {
                    legend.unseen { (texts.answer_group) }
                    @for (place, option) in item.options.iter().enumerate() {
                        label.option lang=[lang] dir=[direction] {
                            input type="radio" name="choice" value=(option.key) required;
                            @if let Some(letter) = letter(place) { span.letter aria-hidden="true" { (letter) } }
                            span.text { (markup(&option.text, rules, Layout::Line)) }
                        }
                    }
                }
                p #choose .notice role="alert" hidden {}
            }
            div.actions {
                @if !item.options.is_empty() { button.main type="submit" { (texts.confirm) } }
                @if progress.can_skip { button type="submit" name="skip" value="1" formnovalidate { (texts.skip) } }
            }
            @if let Some(last) = item.options.len().min(LETTERS).checked_sub(1).and_then(letter) {
                p.keys { (fill(&texts.keys, &[("count", &item.options.len().min(LETTERS)), ("letter", &last)])) }
            }
        }
    }
}

/// The letter at a place, counted from 0. It stands for the place alone: the option keeps its key.
fn letter(place: usize) -> Option<char> {
    ('A'..='I').nth(place)
}
