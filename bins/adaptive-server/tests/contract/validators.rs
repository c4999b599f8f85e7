//! Validators of OpenAPI accept the document.

use crate::tools::{document, node_tool, python_tool, succeed};

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn the_document_is_valid() {
    succeed(python_tool("openapi-spec-validator").arg(document()));
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn the_document_has_no_errors_of_style() {
    let printed = succeed(node_tool("redocly").arg("lint").arg(document()).env("REDOCLY_TELEMETRY", "off"));
    assert!(printed.contains("is valid"), "{printed}");
}
