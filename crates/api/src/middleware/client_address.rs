//! The address of the client of a request.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{FORWARDED, HeaderName, X_FORWARDED_FOR};
use edge::Forwarding;

use crate::middleware::edge_settings::edge_of;

/// The address of the client: the one that it connects from, or the one that a trusted proxy names.
pub(crate) fn client_address(request: &ServiceRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let lines = |name: HeaderName| request.headers().get_all(name).map(|line| line.to_str().unwrap_or("")).collect();
    let headers = Forwarding { x_forwarded_for: lines(X_FORWARDED_FOR), forwarded: lines(FORWARDED) };
    Some(edge_of(request).map_or(peer, |edge| edge.trusted_proxies.client(peer, &headers)))
}
