//! The OpenAPI document: the operations of the table of routes, with the credentials and failures that they share.

use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr};

use crate::routes::Operations;

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
    for operation in guarded_operations(&mut document) {
        operation.security = Some(["bearer", "api_key"].map(|name| SecurityRequirement::new(name, [""; 0])).into());
        for (status, description) in FAILURES {
            operation.responses.responses.insert(status.to_owned(), RefOr::T(failure(description)));
        }
    }
    document
}

fn add_security_schemes(components: &mut Components) {
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let header = ApiKey::Header(ApiKeyValue::new("X-API-Key"));
    components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
}

fn failure(description: &str) -> Response {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemReply"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", problem).build()
}

/// The operations that need a credential.
fn guarded_operations(document: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    let guarded = document.paths.paths.iter_mut().filter(|(path, _)| path.starts_with("/api/"));
    guarded.flat_map(|(_, item)| [&mut item.get, &mut item.post, &mut item.delete].into_iter().flatten())
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
