//! The routes of the pages, and what every handler knows of its request.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use api::{PageRoutes, PublicAddress};

use crate::exam_pages::{answers, entry, home, question, state};
use crate::files::{File, Files};
use crate::layout::Page;
use crate::messages::{self, Messages};
use crate::settings::{Language, PagesSettings};

/// The page of the exam that a browser has open.
pub(crate) const EXAM: &str = "/exam";
/// Where answers are sent.
pub(crate) const ANSWER: &str = "/exam/answer";
/// Where the script asks whether its page is still the current one.
pub(crate) const STATE: &str = "/exam/state";
/// Where the sample exam is started.
pub(crate) const START: &str = "/exam/start";
/// Where the exam is closed in a browser.
pub(crate) const CLOSE: &str = "/exam/close";
const HOME: &str = "/";
const ENTER: &str = "/enter/";
const ENTRY: &str = "/enter/{code}";
const FILE: &str = "/pages/{name}";

/// The largest form that is read, in bytes.
const MAX_FORM: usize = 16 * 1024;

/// What all requests share.
pub(crate) struct Site {
    pub(crate) settings: PagesSettings,
    pub(crate) files: Files,
}

/// The routes of the pages; none where they are switched off.
#[must_use]
pub fn routes(settings: PagesSettings) -> PageRoutes {
    if !settings.exam {
        return PageRoutes::default();
    }
    let public_url = settings.public_url.clone();
    let files = Files::new(&settings);
    let site = web::Data::new(Site { settings, files });
    let configure = move |app: &mut ServiceConfig| configure(app, &site);
    PageRoutes {
        addresses: vec![HOME, EXAM, ENTRY, START, FILE],
        entry: Some(ENTER),
        public_url,
        configure: Some(Arc::new(configure)),
    }
}

fn configure(app: &mut ServiceConfig, site: &web::Data<Site>) {
    let resource = |address: &str| {
        let form = web::FormConfig::default().limit(MAX_FORM).error_handler(|error, request| {
            let reply = answers::unreadable_form(request);
            actix_web::error::InternalError::from_response(error, reply).into()
        });
        web::resource(address).app_data(site.clone()).app_data(form)
    };
    app.service(resource(HOME).route(web::get().to(home::home)).route(web::head().to(home::home)))
        .service(resource(START).route(web::post().to(home::start)))
        .service(resource(EXAM).route(web::get().to(question::exam)).route(web::head().to(question::exam)))
        .service(resource(ANSWER).route(web::post().to(answers::answer)).route(web::get().to(to_exam)))
        .service(resource(STATE).route(web::get().to(state::state)))
        .service(resource(CLOSE).route(web::post().to(home::close)).route(web::get().to(to_exam)))
        .service(
            resource(ENTRY)
                .route(web::get().to(entry::look))
                .route(web::head().to(entry::look))
                .route(web::post().to(entry::enter)),
        )
        .service(resource(FILE).route(web::get().to(file)).route(web::head().to(file)));
}

/// A person who types in the address of a form gets the exam.
async fn to_exam(visit: Visit) -> HttpResponse {
    visit.see(EXAM)
}

async fn file(visit: Visit, name: web::Path<String>) -> HttpResponse {
    match visit.site.files.named(&name) {
        Some(file) => file.reply(),
        None => HttpResponse::NotFound().finish(),
    }
}

/// What a handler knows of its request: the site, the address under which the browser has reached it, and the language of its person.
pub(crate) struct Visit {
    pub(crate) site: web::Data<Site>,
    pub(crate) address: PublicAddress,
    pub(crate) messages: &'static Messages,
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
        Some(Self { site, address: PublicAddress::of(request), messages: messages? })
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

    /// A page as the reply.
    pub(crate) fn show(&self, page: Page) -> HttpResponse {
        page.reply(self)
    }
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| ErrorInternalServerError("the pages are not set up")))
    }
}
