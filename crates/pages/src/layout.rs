//! What all pages have: the head, the line at the top, the place in which changes are read aloud.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, VARY};
use maud::{DOCTYPE, Markup, html};

use crate::files::File;
use crate::visit::{PAGE_HEADER, Visit};

/// A page.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    /// What the page shows, for the script.
    pub(crate) state: State,
    pub(crate) content: Markup,
}

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A question.
    Question {
        /// Its place in the exam.
        position: u32,
        /// The seconds left for the exam.
        left: Option<u64>,
        /// The seconds left for the question.
        item_left: Option<u64>,
    },
    /// The exam is paused.
    Paused,
    /// The exam is finished and evaluated.
    Finished,
    /// The exam is over and not evaluated yet.
    Evaluating,
    /// Anything that does not change by itself.
    Still,
}

impl State {
    /// The name for the script.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Question { .. } => "question",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Evaluating => "evaluating",
            Self::Still => "still",
        }
    }
}

impl Page {
    /// A page that does not change by itself.
    pub(crate) fn still(title: impl Into<String>, content: Markup) -> Self {
        Self { status: StatusCode::OK, title: title.into(), state: State::Still, content }
    }

    /// The reply with this page.
    pub(crate) fn reply(self, visit: &Visit) -> HttpResponse {
        let mut reply = HttpResponse::build(self.status);
        reply
            .content_type(ContentType::html())
            .insert_header(PAGE_HEADER)
            .insert_header((VARY, "Accept-Language, X-Exam-Page"));
        let content = if visit.by_script { self.excerpt(visit) } else { self.document(visit) };
        reply.body(content.into_string())
    }

    fn document(&self, visit: &Visit) -> Markup {
        let messages = visit.messages;
        html! {
            (DOCTYPE)
            html lang=(messages.language) dir=(messages.direction) {
                head { (head(visit, &self.title, &visit.site.files.exam_script)) }
                body data-base=(visit.address.base_path()) {
                    @if visit.site.settings.organisation.is_some() || visit.site.files.logo.is_some() {
                        header.site { (brand(visit)) }
                    }
                    (self.main())
                    div #live .unseen role="status" aria-live="polite" {}
                    div #connection .notice role="alert" hidden {}
                    (script_texts(visit))
                }
            }
        }
    }

    /// What changes from page to page: a browser that shows one of them has the rest.
    fn excerpt(&self, visit: &Visit) -> Markup {
        html! {
            (DOCTYPE)
            (title(visit, &self.title))
            (self.main())
        }
    }

    fn main(&self) -> Markup {
        let (position, left, item_left) = match self.state {
            State::Question { position, left, item_left } => (Some(position), left, item_left),
            _ => (None, None, None),
        };
        html! {
            main #main data-state=(self.state.name()) data-position=[position] data-left=[left] data-item-left=[item_left] {
                (self.content)
            }
        }
    }
}

impl Visit {
    /// A page as the reply.
    pub(crate) fn show(&self, page: Page) -> HttpResponse {
        page.reply(self)
    }
}

/// The head of a document with this title, which loads this script.
pub(crate) fn head(visit: &Visit, text: &str, script: &File) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="robots" content="noindex";
        meta name="color-scheme" content="light dark";
        (title(visit, text))
        link rel="icon" href="data:,";
        link rel="stylesheet" href=(visit.file(&visit.site.files.style));
        script src=(visit.file(script)) defer {}
    }
}

fn title(visit: &Visit, text: &str) -> Markup {
    html! { title { (text) @if let Some(name) = &visit.site.settings.organisation { " – " (name) } } }
}

/// The logo and the name of the organisation.
pub(crate) fn brand(visit: &Visit) -> Markup {
    html! {
        @if let Some(logo) = &visit.site.files.logo { img.logo src=(visit.file(logo)) alt=""; }
        @if let Some(name) = &visit.site.settings.organisation { span { (name) } }
    }
}

/// The texts of the script, which has none of its own.
fn script_texts(visit: &Visit) -> Markup {
    let script = &visit.messages.script;
    let texts = [
        ("sending", &script.sending),
        ("saved", &script.saved),
        ("offline", &script.offline),
        ("unreachable", &script.unreachable),
        ("lost", &script.lost),
        ("back", &script.back),
        ("other-tab", &script.other_tab),
        ("moved", &script.moved_elsewhere),
        ("minutes", &script.minutes),
        ("minute", &script.minute),
        ("over", &script.over),
        ("item-over", &script.item_over),
        ("choose", &visit.messages.notice.choose),
    ];
    html! {
        template #texts { @for (name, text) in texts { span data-text=(name) { (text) } } }
    }
}

/// A sentence at the top of a page about what has just happened.
pub(crate) fn notice(text: &str) -> Markup {
    html! { p.notice role="status" { (text) } }
}
