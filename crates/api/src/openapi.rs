//! The OpenAPI document: the operations of the table of routes, with the credentials and failures that they share.

use exam::{Permission, Scope};
use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr};

use crate::admission::Callers;
use crate::routes::{DOCUMENTED, Operations};

/// The names of the credentials in the document.
const BEARER: &str = "bearer";
const API_KEY: &str = "api_key";
const SESSION_TOKEN: &str = "session_token";

/// The failures of every operation of the interface, by status.
const FAILURES: [(&str, &str); 3] = [
    ("4XX", "The server rejects the request"),
    ("500", "The server failed"),
    ("503", "A part of the server does not answer"),
];

/// The description of the whole interface.
#[must_use]
pub fn openapi() -> OpenApi {
    let mut document = Operations::openapi();
    add_security_schemes(document.components.get_or_insert_with(Components::new));
    for (permission, operation) in guarded_operations(&mut document) {
        operation.security = Some(security(permission));
        for (status, description) in FAILURES {
            operation.responses.responses.insert(status.to_owned(), RefOr::T(failure(description)));
        }
    }
    document
}

fn add_security_schemes(components: &mut Components) {
    let bearer =
        |of: &str| SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(of)).build());
    components.add_security_scheme(BEARER, bearer("An API key. A requirement names the scope that the key needs."));
    components
        .add_security_scheme(SESSION_TOKEN, bearer("The `session_token` of the session, from the reply to its start."));
    let header = ApiKey::Header(ApiKeyValue::with_description("X-API-Key", "The same API key in a header of its own."));
    components.add_security_scheme(API_KEY, SecurityScheme::ApiKey(header));
}

/// The credentials of which a call needs one: an API key with one of the scopes in either header, or the session token.
fn security(permission: &Permission) -> Vec<SecurityRequirement> {
    let with_scope = |scope: Scope| [BEARER, API_KEY].map(|name| SecurityRequirement::new(name, [scope.as_str()]));
    let keys = permission.scopes.iter().flat_map(with_scope);
    keys.chain(permission.examinees.then(|| SecurityRequirement::new(SESSION_TOKEN, [""; 0]))).collect()
}

fn failure(description: &str) -> Response {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemReply"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", problem).build()
}

/// The operations that need a credential, each with the permission that its row in the table of routes names.
fn guarded_operations(document: &mut OpenApi) -> impl Iterator<Item = (&'static Permission, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        let route = DOCUMENTED.iter().find(|route| route.address == path);
        let operations = [("GET", &mut item.get), ("POST", &mut item.post), ("DELETE", &mut item.delete)];
        operations.into_iter().filter_map(move |(method, operation)| {
            let call = route?.calls.iter().find(|call| call.method == method)?;
            match call.callers {
                Callers::Anyone => None,
                Callers::Permitted(permission) => Some((permission, operation.as_mut()?)),
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_lists_its_credentials_and_its_failures() {
        let description = serde_json::to_value(openapi()).unwrap();
        assert_eq!(description["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
        assert_eq!(description["components"]["securitySchemes"]["api_key"]["name"], "X-API-Key");
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let guarded = path.starts_with("/api/");
                assert_eq!(operation["security"].is_array(), guarded, "{method} {path}");
                let needed = operation["security"].as_array().into_iter().flatten();
                for requirement in needed.flat_map(|requirement| requirement.as_object().unwrap()) {
                    let scopes = requirement.1.as_array().unwrap().len();
                    assert_eq!(scopes, usize::from(requirement.0 != SESSION_TOKEN), "{method} {path}");
                }
                for status in ["4XX", "500", "503"].iter().filter(|_| guarded) {
                    let content = &operation["responses"][status]["content"];
                    assert!(content["application/problem+json"].is_object(), "{method} {path} {status}");
                }
            }
        }
    }

    /// The fields of a schema of the document, those of its flattened parts included.
    fn fields(document: &serde_json::Value, schema: &serde_json::Value) -> BTreeSet<String> {
        let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
        let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| fields(document, part));
        let named = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
        let referenced = named.into_iter().flat_map(|name| fields(document, &document["components"]["schemas"][name]));
        own.chain(parts).chain(referenced).collect()
    }

    #[test]
    fn every_schema_with_an_estimate_lists_theta_and_its_standard_error() {
        let document = serde_json::to_value(openapi()).unwrap();
        let of = |name: &str| fields(&document, &document["components"]["schemas"][name]);
        for name in ["Progress", "StartReply", "AnswerReply", "SessionSummary", "Report", "Step", "ScoreReply"] {
            let found = of(name);
            assert!(found.contains("theta") && found.contains("standard_error"), "{name}: {found:?}");
        }
        for name in ["Progress", "StartReply", "AnswerReply", "SessionSummary", "Report"] {
            let found = of(name);
            let header = ["exam_session_id", "exam_type", "items_completed", "max_items", "finished"];
            assert!(header.iter().all(|field| found.contains(*field)), "{name}: {found:?}");
        }
    }
}
