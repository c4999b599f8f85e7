//! The operations of the document.

use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Operation;

/// Every operation with its address and its method.
pub(super) fn operations(document: &mut OpenApi) -> impl Iterator<Item = (&str, &'static str, &mut Operation)> {
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
