//! The credentials of each operation, from its row in the table of routes.

use exam::{Permission, Scope};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi};

use super::operations::operations;
use crate::admission::Callers;
use crate::routes::DOCUMENTED;

/// The names of the credentials in the document.
const BEARER: &str = "bearer";
const API_KEY: &str = "api_key";
pub(super) const SESSION_TOKEN: &str = "session_token";

pub(super) fn describe(document: &mut OpenApi) {
    add_schemes(document.components.get_or_insert_with(Components::new));
    for (address, method, operation) in operations(document) {
        // An empty list says that no credential is looked at.
        operation.security = Some(permission(address, method).map(requirements).unwrap_or_default());
    }
}

/// Who may send a call; `None` for a call that everybody may send.
pub(super) fn permission(address: &str, method: &str) -> Option<&'static Permission> {
    let route = DOCUMENTED.iter().find(|route| route.address == address)?;
    match route.calls.iter().find(|call| call.method == method)?.callers {
        Callers::Anyone => None,
        Callers::Permitted(permission) => Some(permission),
    }
}

fn add_schemes(components: &mut Components) {
    let bearer =
        |of: &str| SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(of)).build());
    components.add_security_scheme(BEARER, bearer("An API key. A requirement names the scope that the key needs."));
    components
        .add_security_scheme(SESSION_TOKEN, bearer("The `session_token` of the session, from the reply to its start."));
    let header = ApiKey::Header(ApiKeyValue::with_description("X-API-Key", "The same API key in a header of its own."));
    components.add_security_scheme(API_KEY, SecurityScheme::ApiKey(header));
}

/// The credentials of which a call needs one: an API key with one of the scopes in either header, or the session token.
fn requirements(permission: &Permission) -> Vec<SecurityRequirement> {
    let with_scope = |scope: Scope| [BEARER, API_KEY].map(|name| SecurityRequirement::new(name, [scope.as_str()]));
    let keys = permission.scopes.iter().flat_map(with_scope);
    keys.chain(permission.examinees.then(|| SecurityRequirement::new(SESSION_TOKEN, [""; 0]))).collect()
}
