//! Logging in with an API key, and out.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use api::{ApiKeys, Problem};
use maud::html;
use serde::Deserialize;

use super::Service;
use super::addresses;
use super::failures;
use super::person::Operator;
use super::screen::Screen;
use super::visitor_failures;
use crate::cookies::{Visitor, operator_cookie, operator_removal};
use crate::messages::fill;
use crate::visit::{LOGIN, OPERATOR, SESSIONS, Visit};

/// The page that a person gets after logging in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// The form of the page.
#[derive(Debug, Deserialize)]
pub(crate) struct LoginForm {
    #[serde(default)]
    proof: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    next: String,
}

/// The form that ends the pass of a browser.
#[derive(Debug, Deserialize)]
pub(crate) struct LogoutForm {
    #[serde(default)]
    proof: String,
}

/// The page itself. Only operator pages can be the next: no link of others leads out of them.
fn local(next: &str) -> &str {
    let is_ours = next.strip_prefix(OPERATOR).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    // A line end within an address would be one of the reply.
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours && is_plain { next } else { SESSIONS }
}

/// Leads to the first page.
pub(crate) async fn first(operator: Operator) -> HttpResponse {
    operator.see(SESSIONS)
}

/// The page with the form.
pub(crate) async fn page(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    keys: Data<ApiKeys>,
    query: Option<Query<Next>>,
) -> HttpResponse {
    let next = query.map(|query| query.into_inner().next).unwrap_or_default();
    match keys.are_none(&service).await {
        Ok(is_open) => form(&visit, &request, local(&next), is_open, None),
        Err(problem) => visitor_failures::of_problem_before(&visit, &problem),
    }
}

fn form(visit: &Visit, request: &HttpRequest, next: &str, is_open: bool, refused: Option<&Problem>) -> HttpResponse {
    let texts = &visit.messages.login;
    let Some(visitor) = Visitor::of(request).or_else(Visitor::draw) else {
        return HttpResponse::ServiceUnavailable().finish();
    };
    let content = html! {
        @if refused.is_some() { p.notice role="alert" #refusal { (texts.refused) } }
        form.stacked method="post" action=(visit.path(LOGIN)) {
            input type="hidden" name="proof" value=(visitor.form_proof());
            input type="hidden" name="next" value=(next);
            @if is_open {
                p { (texts.open) }
            } @else {
                p { (texts.about) }
                label for="key" { (texts.key) }
                input #key type="password" name="key" required autocomplete="current-password" spellcheck="false"
                    aria-describedby=[refused.map(|_| "refusal")] aria-invalid=[refused.map(|_| "true")];
            }
            button.main type="submit" { (texts.button) }
        }
    };
    let status = if refused.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    let mut reply = Screen { status, ..Screen::new(texts.title.clone(), "", content) }.reply_to_visitor(visit);
    let _ = reply.add_cookie(&visitor.cookie(&visit.address));
    reply
}

/// Takes the key, and gives the browser a pass.
pub(crate) async fn log_in(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    keys: Data<ApiKeys>,
    Form(sent): Form<LoginForm>,
) -> HttpResponse {
    let next = local(&sent.next);
    let is_own = visit.address.is_own_form(&request)
        && Visitor::of(&request).is_some_and(|visitor| visitor.form_proof() == sent.proof);
    if !is_own {
        return visit.see(&addresses::login(next));
    }
    match keys.operator_pass(sent.key.trim(), &service).await {
        Ok(text) => {
            let mut reply = visit.see(next);
            let _ = reply.add_cookie(&operator_cookie(text, &visit.address));
            reply
        }
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED.as_u16() => {
            form(&visit, &request, next, false, Some(&problem))
        }
        Err(problem) => visitor_failures::of_problem_before(&visit, &problem),
    }
}

/// The page for an address from which too many wrong keys came.
pub(crate) fn too_many(request: &HttpRequest, seconds: u64) -> HttpResponse {
    let Some(visit) = Visit::of(request) else { return HttpResponse::TooManyRequests().finish() };
    let texts = &visit.messages.login;
    let content = html! {
        p.notice role="alert" { (fill(&texts.too_many, &[("seconds", &seconds)])) }
        p { a.button href=(visit.path(LOGIN)) { (texts.title) } }
    };
    let screen = Screen::new(texts.title.clone(), "", content);
    Screen { status: StatusCode::TOO_MANY_REQUESTS, ..screen }.reply_to_visitor(&visit)
}

/// Takes the pass from the browser.
pub(crate) async fn log_out(operator: Operator, request: HttpRequest, Form(sent): Form<LogoutForm>) -> HttpResponse {
    if !operator.has_sent(&request, &sent.proof) {
        return failures::refused(&operator);
    }
    let mut reply = operator.visit.see(LOGIN);
    let _ = reply.add_cookie(&operator_removal(&operator.visit.address));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_operator_pages_come_after_the_login() {
        for next in ["/operator", "/operator/sessions?state=all", "/operator/banks/a%20b"] {
            assert_eq!(local(next), next);
        }
        for next in [
            "",
            "/exam",
            "//other.example",
            "https://other.example",
            "/operator\\..\\x",
            "/operators",
            "/operator/\n",
            "/operator/é",
        ] {
            assert_eq!(local(next), SESSIONS, "{next}");
        }
    }
}
