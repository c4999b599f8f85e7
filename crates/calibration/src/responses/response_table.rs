//! The responses of all examinees.

use super::entry::Entry;

/// The largest number of items.
pub const MAX_ITEMS: usize = Entry::ITEM_LIMIT;

/// The responses of examinees to items, row by row; items that an examinee was not given take no room.
///
/// An examinee belongs to a group, counted from 0, and has a weight, 1 for an ordinary examinee.
///
/// ```
/// use calibration::ResponseTable;
///
/// let mut responses = ResponseTable::new(3);
/// responses.push(&[(0, 1), (2, 0)])?;
/// responses.push_weighted(&[(1, 1)], 0, 2.5)?;
/// assert_eq!((responses.examinees(), responses.items()), (2, 3));
/// assert!(responses.push(&[(3, 1)]).is_err());
/// # Ok::<(), calibration::InvalidResponse>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseTable {
    items: usize,
    /// Where the row of each examinee begins, and the end.
    starts: Vec<usize>,
    entries: Vec<Entry>,
    groups: Vec<u16>,
    weights: Vec<f64>,
}

/// A row that cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum InvalidResponse {
    /// The item is beyond the number of items.
    #[error("there is no item {item}; there are {items}")]
    UnknownItem {
        /// The item.
        item: usize,
        /// The number of items.
        items: usize,
    },
    /// The row has two responses to the item.
    #[error("item {item} has two responses")]
    RepeatedItem {
        /// The item.
        item: usize,
    },
    /// The weight is not a finite number above 0.
    #[error("the weight {weight} is not a finite number above 0")]
    Weight {
        /// The weight.
        weight: f64,
    },
}

impl ResponseTable {
    /// A table for this number of items, without examinees. Items beyond [`MAX_ITEMS`] cannot have responses.
    #[must_use]
    pub fn new(items: usize) -> Self {
        let items = items.min(MAX_ITEMS);
        Self { items, starts: vec![0], entries: Vec::new(), groups: Vec::new(), weights: Vec::new() }
    }

    /// Adds an examinee of the first group: items, counted from 0, with categories.
    ///
    /// # Errors
    /// [`InvalidResponse`] when an item does not exist or has two responses. Nothing is added then.
    pub fn push(&mut self, row: &[(usize, u8)]) -> Result<(), InvalidResponse> {
        self.push_weighted(row, 0, 1.0)
    }

    /// Adds an examinee of a group with a weight.
    ///
    /// # Errors
    /// As for [`push`](Self::push); also when the weight is not a finite number above 0.
    pub fn push_weighted(&mut self, row: &[(usize, u8)], group: u16, weight: f64) -> Result<(), InvalidResponse> {
        if !(weight > 0.0 && weight.is_finite()) {
            return Err(InvalidResponse::Weight { weight });
        }
        if let Some((item, _)) = row.iter().find(|(item, _)| *item >= self.items) {
            return Err(InvalidResponse::UnknownItem { item: *item, items: self.items });
        }
        let start = self.entries.len();
        self.entries.extend(row.iter().map(|(item, category)| Entry::new(*item, *category)));
        let added = &mut self.entries[start..];
        added.sort_unstable();
        if let Some(pair) = added.windows(2).find(|pair| pair[0].item() == pair[1].item()) {
            let item = pair[0].item();
            self.entries.truncate(start);
            return Err(InvalidResponse::RepeatedItem { item });
        }
        self.starts.push(self.entries.len());
        self.groups.push(group);
        self.weights.push(weight);
        Ok(())
    }

    /// The number of items.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.items
    }

    /// The number of examinees.
    #[must_use]
    pub const fn examinees(&self) -> usize {
        self.groups.len()
    }

    /// The number of groups: one more than the highest.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.iter().max().map_or(1, |group| usize::from(*group) + 1)
    }

    /// The responses of an examinee by item: item and category. Nothing beyond the last examinee.
    pub fn row(&self, examinee: usize) -> impl Iterator<Item = (usize, u8)> + '_ {
        self.entries_of(examinee).iter().map(|entry| (entry.item(), entry.category()))
    }

    pub(crate) fn entries_of(&self, examinee: usize) -> &[Entry] {
        match (self.starts.get(examinee), self.starts.get(examinee + 1)) {
            (Some(start), Some(end)) => &self.entries[*start..*end],
            _ => &[],
        }
    }

    pub(crate) fn group_of(&self, examinee: usize) -> u16 {
        self.groups[examinee]
    }

    pub(crate) fn weight_of(&self, examinee: usize) -> f64 {
        self.weights[examinee]
    }
}
