//! Sections on which item comes next: start, selection, exposure.

use std::collections::BTreeMap;

use crate::selection::{InformationKind, SelectionRule};

/// Section `[start]`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct StartSpec {
    /// The ability at which the first item is chosen. Default 0.
    pub theta: f64,
    /// Abilities at which the first items are chosen, one item each, whatever the answers; in place of `theta`.
    /// Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub thetas: Vec<f64>,
    /// Ids of the first items, in order. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub items: Vec<String>,
    /// Ids of which one is drawn at random: the item after `items`. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub draw_from: Vec<String>,
    /// The criterion by which the items at `theta` or `thetas` are chosen. Default: that of the selection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub rule: Option<SelectionRule>,
}

/// Section `[selection]`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct SelectionSpec {
    /// The criterion. Default `max-information`.
    pub rule: SelectionRule,
    /// The information that `mei` expects. Default `observed`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub information: Option<InformationKind>,
    /// How fast `progressive` and `proportional` turn from chance to information. Default 1.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub acceleration: Option<f64>,
}

/// Section `[exposure]`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct ExposureSpec {
    /// The next item is drawn from this number of the best. Default: the best is taken.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub randomesque: Option<u32>,
    /// Items shown to this share of the examinees or more are withheld; the caller gives the rates at the start of a
    /// session. Default: none are.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub maximum_rate: Option<f64>,
    /// Sympson-Hetter parameters by item id: the probability that the item is shown when it is chosen. Default 1.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "BTreeMap::is_empty"))]
    pub sympson_hetter: BTreeMap<String, f64>,
}
