//! Pages of listings.

use serde::Deserialize;
use utoipa::IntoParams;

/// A page of a listing.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The last number of the page before.
    #[serde(default)]
    pub(crate) after: i64,
    /// The greatest number of rows, 1 to 200.
    #[serde(default = "default_limit")]
    pub(crate) limit: u32,
}

pub(super) const fn default_limit() -> u32 {
    50
}
