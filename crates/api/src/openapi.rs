//! The OpenAPI description, generated from the handlers.

use utoipa::OpenApi;

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
    )
)]
struct Description;

/// The description of the whole interface.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
