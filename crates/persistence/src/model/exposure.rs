//! Counts of the use of items.

use std::collections::BTreeMap;

use super::column::narrow;
use crate::error::RecordError;
use crate::rows::ItemExposure;

/// The use of the items of an exam type version, while it is being counted.
#[derive(Debug)]
pub(crate) struct ExposureCount {
    exam_type: String,
    version: i32,
    sessions: usize,
    /// In how many sessions each item was answered.
    uses: BTreeMap<i64, i64>,
}

impl ExposureCount {
    /// The count for this number of sessions, before their answers are counted.
    pub(crate) fn new((exam_type, version): (String, i32), sessions: usize) -> Self {
        Self { exam_type, version, sessions, uses: BTreeMap::new() }
    }

    /// Adds items, each with the number of further sessions in which it was answered.
    pub(crate) fn add(&mut self, uses: Vec<(i64, i64)>) {
        for (item, sessions) in uses {
            *self.uses.entry(item).or_default() += sessions;
        }
    }
}

impl TryFrom<ExposureCount> for ItemExposure {
    type Error = RecordError;

    fn try_from(count: ExposureCount) -> Result<Self, RecordError> {
        let ExposureCount { exam_type, version, sessions, uses } = count;
        let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        let most_used = narrow(uses.values().copied().max().unwrap_or(0), "number of sessions")?;
        Ok(Self { exam_type, version, sessions: size(sessions), items_used: size(uses.len()), most_used })
    }
}
