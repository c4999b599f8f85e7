//! The address under which a browser has reached the server.

use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use actix_web::{HttpRequest, web};
use edge::Origin;

use crate::middleware::edge_settings::EdgeSettings;
use crate::page_routes::PageRoutes;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The address under which a browser has reached the server: from the settings, or from the request, in which a trusted proxy says
/// whether it was reached by https.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress {
    url: String,
    base_path: String,
}

impl PublicAddress {
    /// The address of this request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let edge = request.app_data::<web::Data<EdgeSettings>>();
        let base_path = edge.map_or_else(|| "/".to_owned(), |edge| edge.base_path.to_string());
        let prefix = base_path.trim_end_matches('/');
        let set = request.app_data::<web::Data<PageRoutes>>().and_then(|routes| routes.public_url.clone());
        let url = set.unwrap_or_else(|| {
            let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
            format!("{}://{host}{prefix}", if is_forwarded_https(request) { "https" } else { "http" })
        });
        Self { url, base_path }
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path before all addresses of this server, with a slash at both ends.
    #[must_use]
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// Whether browsers reach it by https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Whether a form may have come from a page of this server: the browser says so, or it says nothing, as old ones do.
    #[must_use]
    pub fn is_own_form(&self, request: &HttpRequest) -> bool {
        if let Some(site) = request.headers().get(SEC_FETCH_SITE) {
            return site == "same-origin" || site == "none";
        }
        let mut origins = request.headers().get_all(ORIGIN);
        match (origins.next(), origins.next()) {
            (None, _) => true,
            (Some(origin), None) => origin.to_str().is_ok_and(|origin| self.is_own(origin, request)),
            _ => false,
        }
    }

    /// Whether an origin is that of this address. A proxy that speaks https may not say so, so the scheme does not count.
    fn is_own(&self, origin: &str, request: &HttpRequest) -> bool {
        let host = |origin: &str| origin.split_once("://").map(|(_, rest)| rest.split('/').next().map(str::to_owned));
        let Ok(sent) = Origin::parse(origin) else { return false };
        let own = [Some(self.url.as_str()), request.headers().get(HOST).and_then(|host| host.to_str().ok())];
        let sent = host(sent.as_str()).flatten();
        own.into_iter().flatten().any(|own| {
            let own = host(own).flatten().unwrap_or_else(|| own.to_owned());
            sent.as_deref() == Some(own.trim_end_matches(":443").trim_end_matches(":80"))
        })
    }
}

/// Whether a trusted proxy says that it was reached by https.
fn is_forwarded_https(request: &HttpRequest) -> bool {
    let trusted = request
        .app_data::<web::Data<EdgeSettings>>()
        .zip(request.peer_addr())
        .is_some_and(|(edge, peer)| edge.trusted_proxies.trusts(peer.ip().to_canonical()));
    let proto = request.headers().get(FORWARDED_PROTO).and_then(|proto| proto.to_str().ok());
    trusted && proto.is_some_and(|proto| proto.trim().eq_ignore_ascii_case("https"))
}
