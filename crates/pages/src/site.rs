//! The routes of the pages.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use api::PageRoutes;

use crate::exam_pages::{answers, entry, home, pauses, question, state};
use crate::files::Files;
use crate::settings::PagesSettings;
use crate::visit::{ANSWER, CLOSE, EXAM, PAUSE, RESUME, START, STATE, Site, Visit};

const HOME: &str = "/";
const ENTER: &str = "/enter/";
const ENTRY: &str = "/enter/{code}";
const FILE: &str = "/pages/{name}";

/// The largest form that is read, in bytes.
const MAX_FORM: usize = 16 * 1024;

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
        .service(resource(PAUSE).route(web::post().to(pauses::pause)).route(web::get().to(to_exam)))
        .service(resource(RESUME).route(web::post().to(pauses::resume)).route(web::get().to(to_exam)))
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
