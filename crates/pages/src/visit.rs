//! What every handler knows of its request.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use api::PublicAddress;

use crate::files::{File, Files};
use crate::messages::{self, Messages};
use crate::settings::{Language, PagesSettings};

/// The page of the exam that a browser has open.
pub(crate) const EXAM: &str = "/exam";
/// Where answers are sent.
pub(crate) const ANSWER: &str = "/exam/answer";
/// Where the script asks whether its page is still the current one.
pub(crate) const STATE: &str = "/exam/state";
/// Where an examinee pauses the exam.
pub(crate) const PAUSE: &str = "/exam/pause";
/// Where an examinee lets it go on.
pub(crate) const RESUME: &str = "/exam/resume";
/// Where the sample exam is started.
pub(crate) const START: &str = "/exam/start";
/// Where the exam is closed in a browser.
pub(crate) const CLOSE: &str = "/exam/close";

/// A header by which the script of the pages knows their replies: a network that asks for a login answers with a page, too.
pub(crate) const PAGE_HEADER: (&str, &str) = ("x-exam-page", "1");

/// Where the code of an entry link follows.
pub(crate) const ENTER: &str = "/enter/";
/// The first of the operator pages.
pub(crate) const OPERATOR: &str = "/operator";
/// Where a person logs in.
pub(crate) const LOGIN: &str = "/operator/login";
/// Where a person logs out.
pub(crate) const LOGOUT: &str = "/operator/logout";
/// The sessions.
pub(crate) const SESSIONS: &str = "/operator/sessions";
/// The sessions as a stream of changes.
pub(crate) const LIVE: &str = "/operator/sessions/live";
/// The item banks.
pub(crate) const BANKS: &str = "/operator/banks";
/// The exam types.
pub(crate) const EXAM_TYPES: &str = "/operator/exam-types";
/// The health of the server.
pub(crate) const HEALTH: &str = "/operator/health";

/// What all requests share.
pub(crate) struct Site {
    pub(crate) settings: PagesSettings,
    pub(crate) files: Files,
}

/// What a handler knows of its request: the site, the address under which the browser has reached it, and the language of its person.
pub(crate) struct Visit {
    pub(crate) site: web::Data<Site>,
    pub(crate) address: PublicAddress,
    pub(crate) messages: &'static Messages,
    /// Whether the script of the page asks, which takes over what is within `main` and the title.
    pub(crate) by_script: bool,
}

impl Visit {
    /// The visit of a request; `None` outside of the pages.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let site = request.app_data::<web::Data<Site>>()?.clone();
        let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok()).unwrap_or("");
        let messages = match site.settings.language {
            Language::OfBrowser => messages::preferred(accepted),
            Language::English => messages::english(),
            Language::German => messages::german(),
        };
        let by_script = request.headers().contains_key(PAGE_HEADER.0);
        Some(Self { site, address: PublicAddress::of(request), messages: messages?, by_script })
    }

    /// A path of the pages as browsers ask for it.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.address.base_path().trim_end_matches('/'))
    }

    /// The address of a file.
    pub(crate) fn file(&self, file: &File) -> String {
        self.path(&format!("/pages/{}", file.name))
    }

    /// Sends the browser to another page, which it asks for with GET.
    pub(crate) fn see(&self, path: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header(("location", self.path(path))).finish()
    }
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| ErrorInternalServerError("the pages are not set up")))
    }
}
