//! The prior of an examinee.

use irt_core::NormalPrior;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A normal prior. Its mean ± 4 standard deviations lie on the grid of the design.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prior {
    /// Its mean.
    #[schema(example = 0.5, minimum = -100, maximum = 100)]
    mean: f64,
    /// Its standard deviation.
    #[schema(example = 0.8, minimum = 0.001, maximum = 1000)]
    sd: f64,
}

impl From<Prior> for NormalPrior {
    fn from(Prior { mean, sd }: Prior) -> Self {
        Self { mean, sd }
    }
}

impl From<NormalPrior> for Prior {
    fn from(NormalPrior { mean, sd }: NormalPrior) -> Self {
        Self { mean, sd }
    }
}
