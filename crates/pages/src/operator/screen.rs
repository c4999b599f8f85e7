//! An operator page as a document.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, VARY};
use maud::{DOCTYPE, Markup, html};

use crate::layout::{brand, head};
use crate::visit::Visit;

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

    /// The reply with this navigation.
    pub(super) fn reply(self, visit: &Visit, navigation: &Markup) -> HttpResponse {
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
