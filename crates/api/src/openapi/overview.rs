//! What the document says of the interface as a whole.

use utoipa::openapi::info::LicenseBuilder;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{OpenApi, ServerBuilder};

const DESCRIPTION: &str = "Runs adaptive exams: start, next, answer, complete. `docs/api.md` of the project describes what this \
                           document cannot express.";

/// The tags of the operations, with what each group is for.
const TAGS: &[(&str, &str)] = &[
    ("exam", "Taking an exam, and scoring responses without one."),
    ("sessions", "Reading and controlling exam sessions."),
    ("results", "Getting the results of sessions out, as tables."),
    ("examinees", "The people of the platform."),
    ("catalogue", "Item banks and exam types."),
    ("keys", "API keys, their scopes and their ends."),
    ("store", "The state store, which has the working copies of running sessions."),
    ("health", "Whether the server works, for load balancers and monitoring."),
];

pub(super) fn describe(document: &mut OpenApi) {
    document.info.description = Some(DESCRIPTION.to_owned());
    let license = env!("CARGO_PKG_LICENSE");
    document.info.license = Some(LicenseBuilder::new().name(license).identifier(Some(license)).build());
    let here = ServerBuilder::new().url("/").description(Some("The server that serves this document"));
    document.servers = Some(vec![here.build()]);
    let tags = TAGS.iter().map(|(name, description)| TagBuilder::new().name(*name).description(Some(*description)));
    document.tags = Some(tags.map(TagBuilder::build).collect());
}
