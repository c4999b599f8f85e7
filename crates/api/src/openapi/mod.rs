//! The OpenAPI document: the operations of the table of routes, with all that they share.

mod failures;
mod forms;
mod overview;
mod replies;
mod security;
#[cfg(test)]
mod tests;

use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Operation;

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

/// Every operation with its address and its method.
fn operations(document: &mut OpenApi) -> impl Iterator<Item = (&str, &'static str, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(address, item)| {
        let methods = [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        methods.into_iter().filter_map(|(method, operation)| Some((address.as_str(), method, operation.as_mut()?)))
    })
}
