//! The routes of the pages.

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};
use api::PageRoutes;

use crate::exam_pages::{answers, entry, home, pauses, question, state};
use crate::files::Files;
use crate::operator::{
    actions, bank, bank_items, banks, exam_type, exam_types, health, live, login, session, sessions, visitor_failures,
};
use crate::settings::PagesSettings;
use crate::visit::{
    ANSWER, BANKS, CLOSE, ENTER, EXAM, EXAM_TYPES, HEALTH, LIVE, LOGIN, LOGOUT, OPERATOR, PAUSE, RESUME, SESSIONS,
    START, STATE, Site, Visit,
};

const HOME: &str = "/";
const ENTRY: &str = "/enter/{code}";
const FILE: &str = "/pages/{name}";
const SESSION: &str = "/operator/sessions/{id}";
const SESSION_CHART: &str = "/operator/sessions/{id}/charts/{name}";
const BANK: &str = "/operator/banks/{name}";
const BANK_ITEM: &str = "/operator/banks/{name}/item";
const BANK_CHART: &str = "/operator/banks/{name}/{version}/charts/{file}";
const EXAM_TYPE: &str = "/operator/exam-types/{name}";
const EXAM_TYPE_CHART: &str = "/operator/exam-types/{name}/{version}/charts/{file}";
const SIMULATION: &str = "/operator/exam-types/{name}/{version}/simulation";
const SESSION_ACT: &str = "/operator/sessions/{id}/{action}";

/// The largest form that is read, in bytes.
const MAX_FORM: usize = 16 * 1024;
/// The largest form with a definition or the summary of a simulation.
const MAX_TEXT_FORM: usize = 1024 * 1024;

/// The routes of the pages; none where they are switched off.
#[must_use]
pub fn routes(settings: PagesSettings) -> PageRoutes {
    let (exam, operator) = (settings.exam, settings.operator);
    if !exam && !operator {
        return PageRoutes::default();
    }
    let public_url = settings.public_url.clone();
    let files = Files::new(&settings);
    let site = web::Data::new(Site { settings, files });
    let configure = move |app: &mut ServiceConfig| {
        app.service(resource(&site, FILE).route(web::get().to(file)).route(web::head().to(file)));
        if exam {
            add_exam_pages(app, &site);
        }
        if operator {
            add_operator_pages(app, &site);
        }
    };
    let mut addresses = vec![FILE];
    if exam {
        addresses.extend([HOME, EXAM, ENTRY, START]);
    }
    if operator {
        addresses.extend([OPERATOR, LOGIN, SESSIONS, SESSION, SESSION_CHART, HEALTH]);
        addresses.extend([BANKS, BANK, BANK_ITEM, BANK_CHART, EXAM_TYPES, EXAM_TYPE, EXAM_TYPE_CHART]);
    }
    PageRoutes {
        addresses,
        entry: exam.then_some(ENTER),
        login: operator.then_some(LOGIN),
        too_many: operator.then_some(login::too_many),
        public_url,
        configure: Some(Arc::new(configure)),
    }
}

/// A resource whose forms are short.
fn resource(site: &web::Data<Site>, address: &str) -> Resource {
    resource_for(site, address, MAX_FORM)
}

fn resource_for(site: &web::Data<Site>, address: &str, largest: usize) -> Resource {
    let form = web::FormConfig::default().limit(largest).error_handler(|error, request| {
        let reply = answers::unreadable_form(request);
        actix_web::error::InternalError::from_response(error, reply).into()
    });
    // What an address has in the place of a number, a state or a name is nothing that there is.
    let path = web::PathConfig::default().error_handler(|error, request| no_page(error.into(), request));
    let query = web::QueryConfig::default().error_handler(|error, request| no_page(error.into(), request));
    web::resource(address).app_data(site.clone()).app_data(form).app_data(path).app_data(query)
}

fn no_page(error: actix_web::Error, request: &HttpRequest) -> actix_web::Error {
    let page = || HttpResponse::NotFound().finish();
    let reply = Visit::of(request).map_or_else(page, |visit| visitor_failures::no_page(&visit));
    actix_web::error::InternalError::from_response(error, reply).into()
}

fn add_exam_pages(app: &mut ServiceConfig, site: &web::Data<Site>) {
    let resource = |address| resource(site, address);
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
        );
}

fn add_operator_pages(app: &mut ServiceConfig, site: &web::Data<Site>) {
    let resource = |address| resource_for(site, address, MAX_TEXT_FORM);
    app.service(resource(OPERATOR).route(web::get().to(login::first)))
        .service(resource(LOGIN).route(web::get().to(login::page)).route(web::post().to(login::log_in)))
        .service(resource(LOGOUT).route(web::post().to(login::log_out)).route(web::get().to(login::first)))
        .service(resource(SESSIONS).route(web::get().to(sessions::page)))
        .service(resource(LIVE).route(web::get().to(live::stream)))
        .service(resource(SESSION).route(web::get().to(session::page)))
        .service(resource(SESSION_CHART).route(web::get().to(session::chart)))
        .service(resource(SESSION_ACT).route(web::post().to(actions::act)).route(web::get().to(session::of_act)))
        .service(resource(BANKS).route(web::get().to(banks::page)).route(web::post().to(banks::upload)))
        .service(resource(BANK_ITEM).route(web::get().to(bank_items::preview)))
        .service(resource(BANK).route(web::get().to(bank::page)))
        .service(resource(BANK_CHART).route(web::get().to(bank::chart)))
        .service(resource(EXAM_TYPES).route(web::get().to(exam_types::page)).route(web::post().to(exam_types::define)))
        .service(resource(EXAM_TYPE).route(web::get().to(exam_type::page)))
        .service(resource(EXAM_TYPE_CHART).route(web::get().to(exam_type::chart)))
        .service(resource(SIMULATION).route(web::post().to(exam_type::keep)).route(web::get().to(exam_type::of_form)))
        .service(resource(HEALTH).route(web::get().to(health::page)));
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
