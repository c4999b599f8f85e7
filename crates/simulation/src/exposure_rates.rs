//! The exposure rates among the examinees before, for designs that restrict them.

use std::sync::Arc;

use irt_core::{AdaptiveTest, ExposureRates, ItemIndex};

/// The counts of one test so far.
#[derive(Debug)]
pub(crate) struct RunningRates {
    test: Arc<AdaptiveTest>,
    shown: Vec<u32>,
    examinees: u32,
}

impl RunningRates {
    /// `None` where the design has no maximum rate.
    pub(crate) fn new(test: &Arc<AdaptiveTest>) -> Option<Self> {
        let shown = || vec![0; test.bank().len()];
        test.design().spec().exposure.maximum_rate.map(|_| Self {
            test: Arc::clone(test),
            shown: shown(),
            examinees: 0,
        })
    }

    /// The items that the next examinee does not get.
    pub(crate) fn withheld(&self) -> Vec<ItemIndex> {
        // No item is shown to more examinees than there are, and there is a count for each item.
        let rates = ExposureRates::from_counts(&self.shown, self.examinees).ok();
        rates.and_then(|rates| self.test.withheld(&rates).ok()).unwrap_or_default()
    }

    /// Adds the items of an examinee.
    pub(crate) fn add(&mut self, items: &[ItemIndex]) {
        self.examinees += 1;
        items.iter().for_each(|item| self.shown[item.as_usize()] += 1);
    }
}
