//! Which items of a bank a person wants to see, and in which order.

use std::cmp::Ordering;

use crate::bank_view::{BankView, ItemRow};
use crate::statistics::Statistics;

/// Which items of a bank are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemQuery {
    /// A text that stands in the name, the content area or the stem; any when empty. Letters of both cases are the same.
    pub search: String,
    /// The content area; any when absent.
    pub content: Option<String>,
    /// Whether they were used.
    pub usage: ItemUsage,
    /// What they are ordered by.
    pub order: ItemOrder,
    /// Whether the order is reversed. Items without a value always come last.
    pub descending: bool,
    /// How many rows come before the wanted ones.
    pub skip: usize,
    /// How many rows are wanted at most.
    pub limit: usize,
}

/// Whether items were used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ItemUsage {
    /// Used or not.
    #[default]
    Any,
    /// Shown in one session at least.
    Used,
    /// Never shown.
    Never,
}

/// What items are ordered by; items that are equal in it by their place in the bank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ItemOrder {
    /// Their place in the bank.
    #[default]
    Place,
    /// Their name.
    Name,
    /// Their content area.
    Content,
    /// Their location.
    Location,
    /// How often they were shown.
    Count,
    /// Their mean score.
    MeanScore,
    /// Their point-biserial correlation.
    PointBiserial,
}

/// A page of items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemPage {
    /// How many items the query finds.
    pub found: usize,
    /// Those of the page.
    pub rows: Vec<ItemRow>,
}

/// The page of a query.
pub(crate) fn page(view: &BankView, statistics: Option<&Statistics>, query: &ItemQuery) -> ItemPage {
    let search = query.search.trim().to_lowercase();
    let places = 0..u32::try_from(view.items()).unwrap_or(u32::MAX);
    let mut rows: Vec<ItemRow> = places
        .filter(|place| search.is_empty() || view.has_text(*place, &search))
        .filter_map(|place| view.row(place, statistics))
        .filter(|row| query.content.as_ref().is_none_or(|area| row.content.as_ref() == Some(area)))
        .filter(|row| match query.usage {
            ItemUsage::Any => true,
            ItemUsage::Used => row.statistics.shown > 0,
            ItemUsage::Never => row.statistics.shown == 0,
        })
        .collect();
    let found = rows.len();
    if query.order != ItemOrder::Place {
        rows.sort_by(|one, other| compare(one, other, query));
    } else if query.descending {
        rows.reverse();
    }
    ItemPage { found, rows: rows.into_iter().skip(query.skip).take(query.limit).collect() }
}

fn compare(one: &ItemRow, other: &ItemRow, query: &ItemQuery) -> Ordering {
    let turned = |order: Ordering| if query.descending { order.reverse() } else { order };
    let numbers = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (Some(one), Some(other)) => turned(one.total_cmp(&other)),
        (one, other) => other.is_some().cmp(&one.is_some()),
    };
    match query.order {
        ItemOrder::Place => turned(one.place.cmp(&other.place)),
        ItemOrder::Name => turned(one.item_id.cmp(&other.item_id)),
        ItemOrder::Content => match (&one.content, &other.content) {
            (Some(one), Some(other)) => turned(one.cmp(other)),
            (one, other) => other.is_some().cmp(&one.is_some()),
        },
        ItemOrder::Location => numbers(one.location, other.location),
        ItemOrder::Count => turned(one.statistics.shown.cmp(&other.statistics.shown)),
        ItemOrder::MeanScore => numbers(one.statistics.mean_score, other.statistics.mean_score),
        ItemOrder::PointBiserial => numbers(one.statistics.point_biserial, other.statistics.point_biserial),
    }
}
