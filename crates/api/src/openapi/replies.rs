//! What all replies have in common.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, RefOr};

use super::operations::operations;

pub(super) fn describe(document: &mut OpenApi) {
    for (_, _, operation) in operations(document) {
        let summary = operation.summary.clone().unwrap_or_default();
        for reply in operation.responses.responses.values_mut() {
            let RefOr::T(reply) = reply else { continue };
            if reply.description.is_empty() {
                reply.description.clone_from(&summary);
            }
            reply.headers.insert("X-Request-Id".to_owned(), request_id().into());
        }
    }
}

fn request_id() -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(text)).description(Some("The number of the request in the server's log")).build()
}
