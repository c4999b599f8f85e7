//! What all operator pages have: the head, the navigation, who is logged in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, VARY};
use exam::{Permission, permission};
use maud::{DOCTYPE, Markup, html};

use super::person::Operator;
use crate::layout::{brand, head};
use crate::messages::OperatorMessages;
use crate::visit::{BANKS, EXAM_TYPES, HEALTH, LOGOUT, SESSIONS, Visit};

/// A page of the navigation.
struct Entry {
    path: &'static str,
    title: fn(&OperatorMessages) -> &str,
    /// It is shown to those who may do this; to all where there is none.
    permission: Option<&'static Permission>,
}

/// The navigation, in the order of the page.
const NAVIGATION: &[Entry] = &[
    Entry { path: SESSIONS, title: |texts| &texts.sessions, permission: Some(&permission::LIST_SESSIONS) },
    Entry { path: EXAM_TYPES, title: |texts| &texts.exam_types, permission: Some(&permission::READ_EXAM_TYPES) },
    Entry { path: BANKS, title: |texts| &texts.banks, permission: Some(&permission::LIST_BANKS) },
    Entry { path: HEALTH, title: |texts| &texts.health, permission: None },
];

/// An operator page.
pub(crate) struct Screen {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    /// The page of the navigation that it belongs to.
    pub(crate) place: &'static str,
    /// After how many seconds a browser without script loads it again.
    pub(crate) refresh: Option<u32>,
    pub(crate) content: Markup,
}

impl Screen {
    /// A page that stays as it is.
    pub(crate) fn new(title: impl Into<String>, place: &'static str, content: Markup) -> Self {
        Self { status: StatusCode::OK, title: title.into(), place, refresh: None, content }
    }

    /// The reply to somebody who is not logged in.
    pub(super) fn reply_to_visitor(self, visit: &Visit) -> HttpResponse {
        let navigation = html! {};
        self.reply(visit, &navigation)
    }

    fn reply(self, visit: &Visit, navigation: &Markup) -> HttpResponse {
        let document = html! {
            (DOCTYPE)
            html lang=(visit.messages.language) dir=(visit.messages.direction) {
                head {
                    (head(visit, &self.title, &visit.site.files.operator_script))
                    @if let Some(seconds) = self.refresh { noscript { meta http-equiv="refresh" content=(seconds); } }
                }
                body.operator data-base=(visit.address.base_path()) {
                    a.skip href="#main" { (visit.messages.operator.skip) }
                    header.site { (brand(visit)) (navigation) }
                    main #main tabindex="-1" {
                        h1 { (self.title) }
                        (self.content)
                    }
                    div #live .unseen role="status" aria-live="polite" {}
                }
            }
        };
        let mut reply = HttpResponse::build(self.status);
        reply.content_type(ContentType::html()).insert_header((VARY, "Accept-Language"));
        reply.body(document.into_string())
    }
}

impl Operator {
    /// A page as the reply.
    pub(crate) fn show(&self, screen: Screen) -> HttpResponse {
        let navigation = self.navigation(screen.place);
        self.reply(screen.reply(&self.visit, &navigation))
    }

    fn navigation(&self, place: &str) -> Markup {
        let texts = &self.visit.messages.operator;
        let is_open = |entry: &&Entry| entry.permission.is_none_or(|permission| self.may(permission));
        html! {
            nav aria-label=(texts.navigation) {
                ul {
                    @for entry in NAVIGATION.iter().filter(is_open) {
                        li {
                            a href=(self.visit.path(entry.path)) aria-current=[(entry.path == place).then_some("page")] {
                                ((entry.title)(texts))
                            }
                        }
                    }
                }
            }
            div.person {
                span { (self.name()) }
                form method="post" action=(self.visit.path(LOGOUT)) {
                    (self.proof_field())
                    button type="submit" { (texts.log_out) }
                }
            }
        }
    }

    /// Who acts, as events call them.
    fn name(&self) -> String {
        match &self.access {
            _ if self.is_anybody => self.visit.messages.operator.anybody.clone(),
            exam::Access::Platform(platform) => platform.actor.to_string(),
            exam::Access::Examinee(_) => String::new(),
        }
    }

    /// The hidden field that every form has.
    pub(crate) fn proof_field(&self) -> Markup {
        html! { input type="hidden" name="proof" value=(self.form_proof()); }
    }
}
