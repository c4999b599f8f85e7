//! The section `[cors]`: the pages of other origins that may use the server.

use anyhow::Context as _;
use edge::Origin;
use serde::{Deserialize, Serialize};

use crate::settings::values::list;

/// `[cors]`: the origins whose pages may make the calls of a session token.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CorsSection {
    #[serde(deserialize_with = "list")]
    origins: Vec<String>,
}

impl CorsSection {
    /// The origins, each in the form in which a browser sends it.
    pub(crate) fn origins(&self) -> anyhow::Result<Vec<Origin>> {
        let read = |(number, text): (usize, &String)| {
            Origin::parse(text).with_context(|| format!("cors.origins[{number}] is no origin"))
        };
        self.origins.iter().enumerate().map(read).collect()
    }
}
