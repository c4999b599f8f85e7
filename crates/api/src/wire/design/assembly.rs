//! Which item of a design comes next, and what a test is made of.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::names::{InformationName, RuleName};
use crate::wire::scalars::{ItemIdText, ItemSet, Position, Share, Theta};

/// Where a test starts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignStart)]
pub(super) struct Start {
    /// The ability at which the first item is chosen.
    #[serde(default)]
    #[schema(minimum = -100, maximum = 100, default = 0.0)]
    theta: f64,
    /// Abilities at which the first items are chosen, one item each, whatever the answers; in place of `theta`.
    #[serde(default)]
    thetas: Vec<Theta>,
    /// Ids of the first items, in order.
    #[serde(default)]
    items: Vec<ItemIdText>,
    /// Ids of which one is drawn at random: the item after `items`.
    #[serde(default)]
    draw_from: Vec<ItemIdText>,
    /// The criterion by which the items at `theta` or `thetas` are chosen; that of the selection when absent.
    rule: Option<RuleName>,
}

/// How the next item is chosen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignSelection)]
pub(super) struct Selection {
    /// The criterion.
    #[serde(default)]
    #[schema(default = "max-information")]
    rule: RuleName,
    /// The information that `mei` expects; `observed` when absent.
    information: Option<InformationName>,
    /// How fast `progressive` and `proportional` turn from chance to information; 1 when absent.
    #[schema(minimum = 0, maximum = 20)]
    acceleration: Option<f64>,
}

/// How often items are shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignExposure)]
pub(super) struct Exposure {
    /// The next item is drawn from this number of the best; the best is taken when absent.
    #[schema(minimum = 1, maximum = 10000)]
    randomesque: Option<u32>,
    /// Items shown to this share of the examinees or more are withheld. Exam types do not support it.
    #[schema(exclusive_minimum = 0, maximum = 1)]
    maximum_rate: Option<f64>,
    /// Sympson-Hetter parameters by item id: the probability that the item is shown when it is chosen; 1 when absent.
    #[serde(default)]
    sympson_hetter: BTreeMap<String, Share>,
}

/// What a test is made of.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignContent)]
pub(super) struct Content {
    /// The share of the items that each content area is to have; the shares sum to 1.
    #[serde(default)]
    targets: BTreeMap<String, Share>,
    /// Ids of items that are never shown.
    #[serde(default)]
    excluded: Vec<ItemIdText>,
    /// Sets of item ids of which a test has at most one.
    #[serde(default)]
    enemies: Vec<ItemSet>,
    /// Sets of item ids that are shown one after the other.
    #[serde(default)]
    testlets: Vec<ItemSet>,
    strata: Option<Strata>,
    pretest: Option<Pretest>,
}

/// Stratification by discrimination.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignStrata)]
struct Strata {
    /// How many strata there are; the test takes them in turn, the least discriminating first.
    #[schema(minimum = 2, maximum = 10000)]
    count: u32,
    /// Whether every stratum has items of all difficulties.
    #[serde(default)]
    #[schema(default = false)]
    block_by_difficulty: bool,
}

/// Items that are pretested: shown and not scored.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignPretest)]
struct Pretest {
    /// Ids of the items; they are shown at the positions only.
    #[schema(min_items = 1)]
    items: Vec<ItemIdText>,
    /// The positions in the test, counted from 1, at each of which one of them is drawn; ascending.
    #[schema(min_items = 1)]
    positions: Vec<Position>,
}
