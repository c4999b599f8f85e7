//! Item banks.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::presentation::Presentation;

/// The number of an item bank version in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankId(pub i64);

/// One item with everything that is kept of it: parameters, key and text.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRecord {
    /// The name of the item, unique within its bank.
    pub item_id: String,
    /// The response model by its name in bank files, for example `3pl`.
    pub model: String,
    /// The parameters of a dichotomous item. Those of a polytomous one hold its discrimination and location where it has them,
    /// else 1 and 0, and 0 and 1 for the asymptotes.
    pub four_parameters: FourParameters,
    /// All parameters of a polytomous item as a JSON object, for example `{"a":1.2,"b1":-0.5,"b2":0.7}`.
    pub parameters: Option<String>,
    /// The content area, where the bank names one.
    pub content: Option<String>,
    /// The question as the examinee reads it.
    pub stem: Option<String>,
    /// The key of the right option.
    pub answer_key: Option<String>,
    /// The options in the order in which they are shown.
    pub options: Vec<OptionRecord>,
    /// How the texts are shown.
    pub presentation: Presentation,
}

/// The parameters by which an item of any model is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    any(feature = "postgres", feature = "sqlite"),
    derive(diesel::Queryable, diesel::Selectable, diesel::Insertable),
    diesel(table_name = crate::schema::items)
)]
pub struct FourParameters {
    /// The discrimination a.
    pub discrimination: f64,
    /// The difficulty b.
    pub difficulty: f64,
    /// The lower asymptote c.
    pub guessing: f64,
    /// The upper asymptote d.
    pub upper_asymptote: f64,
}

/// One option of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionRecord {
    /// What the examinee answers, for example `B`.
    pub key: String,
    /// What the examinee reads.
    pub text: String,
    /// The category that the option scores, in items whose options are scored one by one and not by a key. A value without it is
    /// stored as by programs that know no such scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
}

/// An item bank to be kept. The record gives it its version.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBank {
    /// The name shared by all versions of the bank.
    pub name: String,
    /// The scaling constant D of the bank's metric.
    pub scaling_constant: f64,
    /// The items in bank order: the place in this list is the item's index.
    pub items: Vec<ItemRecord>,
    /// When it is imported.
    pub created_at: SystemTime,
}

/// A bank version without its items.
#[derive(Debug, Clone, PartialEq)]
pub struct BankSummary {
    /// Its number.
    pub id: BankId,
    /// The name shared by all versions.
    pub name: String,
    /// 1 for the first bank of that name, then one more for each.
    pub version: i32,
    /// The scaling constant D.
    pub scaling_constant: f64,
    /// How many items it has.
    pub item_count: i32,
    /// When it was imported.
    pub created_at: SystemTime,
}

/// A bank version with its items, in bank order.
#[derive(Debug, Clone, PartialEq)]
pub struct BankRecord {
    /// All but the items.
    pub summary: BankSummary,
    /// The items in bank order.
    pub items: Vec<ItemRecord>,
}
