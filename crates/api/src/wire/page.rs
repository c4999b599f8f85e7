//! Pages of listings.

use serde::Deserialize;
use utoipa::IntoParams;

use super::scalars::RowNumber;

/// A page of a listing.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The last number of the page before; 0, the default, for the first page.
    #[serde(default)]
    #[param(value_type = RowNumber)]
    pub(crate) after: i64,
    /// The greatest number of rows, 1 to 200.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub(crate) limit: u32,
}

pub(super) const fn default_limit() -> u32 {
    50
}
