//! Limits on the rate of requests: of one API key, of one session token and of one address, and of wrong credentials from one
//! address. They live in the process and depend on no other service.
//!
//! A right credential is never refused because others at its address have sent wrong ones: a request with a wrong credential
//! counts neither for the limit of the address nor does it wait for anything but the limit of wrong ones. Whether a session
//! token is right shows only when the record has been asked, so this is decided by the reply.

use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::RETRY_AFTER;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError as _, web};
use edge::{RateLimiter, Wait, client_network};

use crate::code::Code;
use crate::credential::Credential;
use crate::middleware::client_address::client_address;
use crate::middleware::rate_limit_settings::RateLimitSettings;
use crate::page_routes::PageRoutes;
use crate::problem::Problem;

/// The limiters of a server.
pub(crate) struct RateLimits {
    keys: Option<RateLimiter<u64>>,
    tokens: Option<RateLimiter<u64>>,
    addresses: Option<RateLimiter<IpAddr>>,
    wrong_credentials: Option<RateLimiter<IpAddr>>,
    /// Limiters know digests of credentials only.
    hasher: RandomState,
}

impl RateLimits {
    pub(crate) fn new(settings: &RateLimitSettings) -> Self {
        Self {
            keys: settings.key.map(RateLimiter::per_minute),
            tokens: settings.token.map(RateLimiter::per_minute),
            addresses: settings.address.map(RateLimiter::per_minute),
            wrong_credentials: settings.wrong_credentials.map(RateLimiter::per_minute),
            hasher: RandomState::new(),
        }
    }

    /// Counts a request for its credential, and asks whether its address may send more.
    fn check(
        &self,
        credential: &Result<Credential, Problem>,
        address: Option<IpAddr>,
    ) -> Result<(), (Wait, &'static str)> {
        let (limiter, sender, name) = match credential {
            Ok(Credential::Key(key)) => (&self.keys, self.hasher.hash_one(key), "this API key"),
            Ok(Credential::Token(token)) => (&self.tokens, self.hasher.hash_one(token.reveal()), "this session token"),
            Ok(Credential::None) | Err(_) => (&None, 0, ""),
        };
        if let Some(limiter) = limiter {
            limiter.take(&sender).map_err(|wait| (wait, name))?;
        }
        match (&self.addresses, address) {
            (Some(addresses), Some(address)) => addresses.look(&address).map_err(|wait| (wait, "this address")),
            _ => Ok(()),
        }
    }

    /// Counts a request for its address by its outcome. An error replaces the reply to a wrong credential.
    fn count(&self, is_wrong: bool, address: Option<IpAddr>) -> Result<(), (Wait, &'static str)> {
        let Some(address) = address else { return Ok(()) };
        if is_wrong {
            let taken = self.wrong_credentials.as_ref().map_or(Ok(()), |limiter| limiter.take(&address));
            return taken.map_err(|wait| (wait, "wrong credentials from this address"));
        }
        if let Some(addresses) = &self.addresses {
            // A request beside it may have been the last one that the limit allows. This one has been served.
            let _ = addresses.take(&address);
        }
        Ok(())
    }
}

pub(crate) async fn limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let limits = request.app_data::<web::Data<RateLimits>>().cloned().filter(|_| is_limited(&request));
    let Some(limits) = limits else { return next.call(request).await.map(ServiceResponse::map_into_left_body) };
    let is_login = PageRoutes::is_login(&request);
    let address = client_address(&request).map(client_network);
    let credential = Credential::of(request.headers());
    if let Err(excess) = limits.check(&credential, address) {
        let reply = refusal(request.request(), is_login, excess);
        return Ok(request.into_response(reply).map_into_right_body());
    }
    let response = next.call(request).await?;
    let has_credential = is_login || !matches!(credential, Ok(Credential::None));
    let is_wrong = has_credential && is_about_credential(&response);
    match limits.count(is_wrong, address) {
        Ok(()) => Ok(response.map_into_left_body()),
        Err(excess) => {
            let reply = refusal(response.request(), is_login, excess);
            Ok(response.into_response(reply).map_into_right_body())
        }
    }
}

/// Probes, metrics and pages have no limit, but for the page that takes an API key.
fn is_limited(request: &ServiceRequest) -> bool {
    request.match_pattern().is_none_or(|pattern| pattern.starts_with("/api/")) || PageRoutes::is_login(request)
}

/// Whether a reply says that the credential is wrong: it is not known, or opens another session.
fn is_about_credential<B>(response: &ServiceResponse<B>) -> bool {
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    response.status() == Code::Unauthorized.status()
        || problem.is_some_and(|problem| problem.has_code(Code::ForeignSession))
}

/// The reply to too many requests: a page for a person, else a problem.
fn refusal(request: &HttpRequest, is_login: bool, excess: (Wait, &str)) -> HttpResponse {
    let page = if is_login { PageRoutes::too_many(request, excess.0.seconds()) } else { None };
    page.unwrap_or_else(|| too_many(excess))
}

fn too_many((wait, sender): (Wait, &str)) -> HttpResponse {
    let seconds = wait.seconds();
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!("too many requests a minute: {sender}; send the request again after {seconds} {unit}");
    let mut reply = Problem::new(Code::TooManyRequests, detail).error_response();
    reply.headers_mut().insert(RETRY_AFTER, seconds.into());
    reply
}
