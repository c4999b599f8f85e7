//! Section on what a test is made of.

use std::collections::BTreeMap;

/// Section `[content]`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct ContentSpec {
    /// The share of the items that each content area is to have; the shares sum to 1. Items of other areas are not
    /// chosen. Default: areas play no part.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "BTreeMap::is_empty"))]
    pub targets: BTreeMap<String, f64>,
    /// Ids of items that are never shown. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub excluded: Vec<String>,
    /// Sets of item ids of which a test has at most one. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub enemies: Vec<Vec<String>>,
    /// Sets of item ids that are shown one after the other. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub testlets: Vec<Vec<String>>,
    /// Stratification by discrimination. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub strata: Option<StrataSpec>,
    /// Items that are pretested: shown and not scored. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub pretest: Option<PretestSpec>,
}

/// Section `[content.strata]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct StrataSpec {
    /// How many strata there are; the test takes them in turn, the least discriminating first.
    pub count: u32,
    /// Whether every stratum has items of all difficulties: strata are made within blocks of neighbouring difficulty.
    /// Default false.
    pub block_by_difficulty: bool,
}

/// Section `[content.pretest]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct PretestSpec {
    /// Ids of the items; they are shown at the positions only.
    pub items: Vec<String>,
    /// The positions in the test, counted from 1, at each of which one of them is drawn.
    pub positions: Vec<u32>,
}
