//! A bank version as people look at it.

use std::sync::Arc;

use irt_core::{ItemBank, ItemIndex};
use persistence::BankSummary;

use crate::exam_content::{ExamContent, OptionOrder};
use crate::shown_item::{OptionScore, ShownItem};
use crate::statistics::{ItemStatistics, Statistics};
use crate::tally::Tally;

/// The number of points of the curve of information.
const POINTS: u32 = 81;
/// The ends of the curve.
const RANGE: [f64; 2] = [-4.0, 4.0];
/// The width of the ranges in which locations are counted.
const LOCATION_WIDTH: f64 = 0.05;

/// A bank version as people look at it: with its numbers and keys for those who may read them, else without.
#[derive(Debug, Clone)]
pub struct BankView {
    /// What the record says of it.
    pub summary: BankSummary,
    bank: Arc<ItemBank>,
    content: Arc<ExamContent>,
    shows_secrets: bool,
}

/// Where the items of a bank lie and measure.
#[derive(Debug, Clone, PartialEq)]
pub struct BankCurves {
    /// The locations of the items: one of an item of two categories, several of others.
    pub locations: Tally,
    /// The information of all items together, as theta and information, from -4 to 4.
    pub information: Vec<(f64, f64)>,
}

/// An item with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRow {
    /// Its place in the bank, counted from 0.
    pub place: u32,
    /// Its name.
    pub item_id: String,
    /// The name of its model.
    pub model: &'static str,
    /// Its content area.
    pub content: Option<String>,
    /// The mean of its locations; `None` for those who may not read parameters.
    pub location: Option<f64>,
    /// How it did.
    pub statistics: ItemStatistics,
}

/// An item as an examinee sees it, and what only authors see.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPreview {
    /// What an examinee sees.
    pub shown: ShownItem,
    /// The keys with the scores of the options, in order; `None` for those who may not read keys.
    pub scores: Option<Vec<OptionScore>>,
    /// The name of the model and the locations of the item on the scale of theta; `None` for those who may not read parameters.
    pub locations: Option<(&'static str, Vec<f64>)>,
    /// The item before it in the bank, and the one after it.
    pub neighbours: [Option<String>; 2],
}

impl BankView {
    pub(crate) const fn new(
        summary: BankSummary,
        bank: Arc<ItemBank>,
        content: Arc<ExamContent>,
        shows_secrets: bool,
    ) -> Self {
        Self { summary, bank, content, shows_secrets }
    }

    /// Whether keys and parameters are shown.
    #[must_use]
    pub const fn shows_secrets(&self) -> bool {
        self.shows_secrets
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.bank.len()
    }

    /// The content areas by name, each with the number of its items. Items without an area are left out.
    #[must_use]
    pub fn areas(&self) -> Vec<(String, usize)> {
        let mut areas = std::collections::BTreeMap::new();
        for item in self.bank.items() {
            if let Some(area) = item.content {
                *areas.entry(area).or_insert(0) += 1;
            }
        }
        areas.into_iter().map(|(area, items)| (area.to_owned(), items)).collect()
    }

    /// The exposure rates of all items in the order of the bank; 0 for one that was never shown.
    #[must_use]
    pub fn exposure(&self, statistics: &Statistics) -> Vec<f64> {
        let places = 0..u32::try_from(self.bank.len()).unwrap_or(u32::MAX);
        places.map(|place| statistics.item(place, 2).exposure.unwrap_or(0.0)).collect()
    }

    /// The row of the item at this place.
    pub(crate) fn row(&self, place: u32, statistics: Option<&Statistics>) -> Option<ItemRow> {
        let item = self.bank.item(ItemIndex(place))?;
        let categories = self.bank.categories(item.index).unwrap_or(2);
        Some(ItemRow {
            place,
            item_id: self.content.item_id(item.index).to_owned(),
            model: item.model_name().as_str(),
            content: item.content.map(str::to_owned),
            location: if self.shows_secrets { self.bank.mean_location(item.index) } else { None },
            statistics: statistics.map(|statistics| statistics.item(place, categories)).unwrap_or_default(),
        })
    }

    /// Whether a text in lower case stands in the name, the content area or the stem of an item.
    pub(crate) fn has_text(&self, place: u32, text: &str) -> bool {
        let index = ItemIndex(place);
        let has = |found: &str| found.to_lowercase().contains(text);
        has(self.content.item_id(index))
            || self.content.stem(index).is_some_and(has)
            || self.bank.item(index).and_then(|item| item.content).is_some_and(has)
    }

    /// An item as an examinee sees it as the first one of an exam; `None` when no item has the name.
    #[must_use]
    pub fn preview(&self, item_id: &str) -> Option<ItemPreview> {
        let index = self.bank.index_of(item_id)?;
        let neighbour = |place: Option<u32>| {
            place
                .map(ItemIndex)
                .filter(|index| self.bank.contains(*index))
                .map(|index| self.content.item_id(index).to_owned())
        };
        let model = self.bank.item(index).map(|item| item.model);
        Some(ItemPreview {
            shown: self.content.show(index, 1, OptionOrder::AsInBank)?,
            scores: self.shows_secrets.then(|| self.content.option_scores(index)),
            locations: model
                .filter(|_| self.shows_secrets)
                .map(|model| (model.name().as_str(), self.bank.locations(index))),
            neighbours: [neighbour(index.0.checked_sub(1)), neighbour(index.0.checked_add(1))],
        })
    }

    /// Where the items lie and measure. It takes some nanoseconds for each item and point.
    pub(crate) fn curves(&self) -> BankCurves {
        let mut locations = Tally::new(LOCATION_WIDTH);
        for item in self.bank.items() {
            self.bank.locations(item.index).into_iter().for_each(|location| locations.add(location));
        }
        let step = (RANGE[1] - RANGE[0]) / f64::from(POINTS - 1);
        let thetas = (0..POINTS).map(|place| RANGE[0] + step * f64::from(place));
        let information = thetas.map(|theta| (theta, self.bank.test_information(theta))).collect();
        BankCurves { locations, information }
    }
}
