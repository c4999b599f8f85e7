//! The OpenAPI description, generated from the handlers.

use utoipa::openapi::path::Operation;
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, RefOr};
use utoipa::{Modify, OpenApi};

use crate::handlers::{catalogue, exam, health, score, sessions, store};

#[derive(OpenApi)]
#[openapi(
    info(title = "Adaptive testing", description = "Runs adaptive exams: start, next, answer, complete."),
    paths(
        exam::start,
        exam::next,
        exam::answer,
        exam::complete,
        score::score,
        sessions::list,
        sessions::summary,
        sessions::report,
        sessions::extend,
        catalogue::import_bank,
        catalogue::banks,
        catalogue::bank,
        catalogue::import_exam_type,
        catalogue::exam_types,
        catalogue::exam_type,
        store::info,
        store::clear,
        health::livez,
        health::readyz,
        health::metrics,
    ),
    modifiers(&Credentials, &Failures)
)]
struct Description;

/// How callers show who they are.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Components::new);
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let header = ApiKey::Header(ApiKeyValue::new("X-API-Key"));
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
        for operation in guarded_operations(openapi) {
            operation.security = Some(["bearer", "api_key"].map(|name| SecurityRequirement::new(name, [""; 0])).into());
        }
    }
}

/// What can happen to every call of the interface.
struct Failures;

impl Modify for Failures {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        for operation in guarded_operations(openapi) {
            let refusal = operation.responses.responses.get("4XX").cloned();
            let RefOr::T(refusal) = refusal.unwrap_or_else(|| RefOr::T(Response::new(""))) else { continue };
            for (status, description) in [("500", "The server failed"), ("503", "A part of the server does not answer")]
            {
                let mut failure = refusal.clone();
                description.clone_into(&mut failure.description);
                operation.responses.responses.insert(status.to_owned(), RefOr::T(failure));
            }
        }
    }
}

/// The operations that ask who is calling.
fn guarded_operations(openapi: &mut utoipa::openapi::OpenApi) -> impl Iterator<Item = &mut Operation> {
    let guarded = openapi.paths.paths.iter_mut().filter(|(path, _)| path.starts_with("/api/"));
    guarded.flat_map(|(_, item)| [&mut item.get, &mut item.post, &mut item.delete].into_iter().flatten())
}

/// The description of the whole interface.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_of_the_interface_tells_its_credentials_and_its_failures() {
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
}
