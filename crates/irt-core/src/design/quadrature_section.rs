//! Reading the section on the quadrature grid.

use serde::{Deserialize, Deserializer};

use super::spec::QuadratureSpec;

/// The section as it is written: each field may be absent.
#[derive(Deserialize, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
struct QuadratureSection {
    lower: Option<f64>,
    upper: Option<f64>,
    nodes: Option<u32>,
}

/// The grid that a section sets; `None` for a section without a field, which leaves the grid to the prior.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<QuadratureSpec>, D::Error> {
    let section = Option::<QuadratureSection>::deserialize(deserializer)?.unwrap_or_default();
    let QuadratureSection { lower, upper, nodes } = section;
    let default = QuadratureSpec::default();
    let filled = QuadratureSpec {
        lower: lower.unwrap_or(default.lower),
        upper: upper.unwrap_or(default.upper),
        nodes: nodes.unwrap_or(default.nodes),
    };
    Ok((section != QuadratureSection::default()).then_some(filled))
}
