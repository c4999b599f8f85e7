//! The OpenAPI document: the operations of the table of routes, with all that they share.

mod failures;
mod forms;
mod operations;
mod overview;
mod replies;
mod security;
#[cfg(test)]
mod tests;

use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::routes::Operations;

/// The description of the whole interface.
#[must_use]
pub fn openapi() -> OpenApi {
    let mut document = Operations::openapi();
    overview::describe(&mut document);
    forms::describe(&mut document);
    security::describe(&mut document);
    failures::describe(&mut document);
    replies::describe(&mut document);
    document
}
