//! What all pages have for a person who is logged in: the navigation, and who they are.

use actix_web::HttpResponse;
use exam::{Permission, permission};
use maud::{Markup, html};

use super::person::Operator;
use super::screen::Screen;
use crate::messages::OperatorMessages;
use crate::visit::{BANKS, EXAM_TYPES, HEALTH, LOGOUT, SESSIONS};

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
