//! The use of the items, and the overlap of the tests.

use irt_core::ItemIndex;
use serde::Serialize;

/// How much a test uses its bank.
///
/// The exposure rate of an item is the share of the examinees who get it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exposure {
    /// How many items the bank has.
    pub bank_items: usize,
    /// How many of them no examinee got.
    pub never_used: usize,
    /// The rate above which an item counts as overexposed.
    pub limit: f64,
    /// How many items have a rate above the limit.
    pub above_limit: usize,
    /// The highest rate.
    pub highest_rate: f64,
    /// The test overlap rate; `None` for a single examinee or tests without items.
    ///
    /// # Formula
    /// `sum n_i (n_i - 1) / (N (N - 1) L)`, with `n_i` the number of examinees who got item `i`, `N` examinees, and `L`
    /// the mean length: the number of items that two examinees share on average, over the mean length of a test.
    ///
    /// # Reference
    /// Chen, Ankenmann and Spray (2003) for tests of one length. With `r_i = n_i / N` it is
    /// `(N sum r_i^2 / L - 1) / (N - 1)`, which tends to `sum r_i^2 / L` with many examinees.
    pub test_overlap: Option<f64>,
    /// The mean over all pairs of examinees of the share of their items that both got; `None` for a single examinee,
    /// tests without items, or where the count would take too much memory: more than 8 million numbers, items of the
    /// bank times lengths that occur.
    ///
    /// # Formula
    /// The mean of `2 |A and B| / (|A| + |B|)` over the pairs, `A` and `B` being the items of the two (Dice 1945). For
    /// tests of one length it is `test_overlap`.
    pub pair_overlap: Option<f64>,
}

/// How much one item is used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ItemUse {
    /// The item.
    pub item: ItemIndex,
    /// How many examinees got it.
    pub administered: u64,
    /// Their share of all examinees.
    pub exposure_rate: f64,
}

/// Counts how often each item is administered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UsageCounts {
    counts: Box<[u64]>,
    examinees: u64,
}

impl UsageCounts {
    pub(crate) fn new(bank_len: usize) -> Self {
        Self { counts: vec![0; bank_len].into(), examinees: 0 }
    }

    pub(crate) const fn bank_len(&self) -> usize {
        self.counts.len()
    }

    pub(crate) fn add(&mut self, items: &[ItemIndex]) {
        self.examinees += 1;
        items.iter().for_each(|item| self.counts[item.as_usize()] += 1);
    }

    pub(crate) const fn counts(&self) -> &[u64] {
        &self.counts
    }

    pub(crate) fn item_uses(&self) -> Vec<ItemUse> {
        let uses = (0..).map(ItemIndex).zip(&self.counts).zip(self.rates());
        uses.map(|((item, &administered), exposure_rate)| ItemUse { item, administered, exposure_rate }).collect()
    }

    pub(crate) fn exposure(&self, limit: f64, pair_overlap: Option<f64>) -> Exposure {
        Exposure {
            bank_items: self.counts.len(),
            never_used: self.counts.len() - self.items_used(),
            limit,
            above_limit: self.rates().filter(|rate| *rate > limit).count(),
            highest_rate: self.highest_rate(),
            test_overlap: self.overlap(),
            pair_overlap,
        }
    }

    pub(crate) fn items_used(&self) -> usize {
        self.counts.iter().filter(|count| **count > 0).count()
    }

    pub(crate) fn highest_rate(&self) -> f64 {
        self.rates().fold(0.0, f64::max)
    }

    /// In whole numbers up to the quotient: the counts of many examinees do not lose digits.
    pub(crate) fn overlap(&self) -> Option<f64> {
        let administered: u128 = self.counts.iter().map(|count| u128::from(*count)).sum();
        let pairs: u128 = self.counts.iter().map(|count| u128::from(*count)).map(|n| n * n.saturating_sub(1)).sum();
        let others = u128::from(self.examinees.saturating_sub(1));
        (administered > 0 && others > 0).then(|| pairs as f64 / (administered * others) as f64)
    }

    fn rates(&self) -> impl Iterator<Item = f64> + '_ {
        let examinees = self.examinees.max(1) as f64;
        self.counts.iter().map(move |count| *count as f64 / examinees)
    }
}

#[cfg(test)]
mod tests {
    use super::UsageCounts;
    use irt_core::ItemIndex;

    fn counts(bank: usize, tests: &[&[u32]]) -> UsageCounts {
        let mut counts = UsageCounts::new(bank);
        for test in tests {
            counts.add(&test.iter().copied().map(ItemIndex).collect::<Vec<_>>());
        }
        counts
    }

    #[test]
    fn the_overlap_is_the_mean_share_over_all_pairs() {
        // Pairs share 2, 1 and 1 of 3 items.
        let overlap = counts(6, &[&[0, 1, 2], &[0, 1, 3], &[0, 4, 5]]).overlap().unwrap();
        assert!((overlap - 4.0 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn the_overlap_of_tests_of_several_lengths_is_shared_items_over_mean_length() {
        // Pairs share 2, 1 and 1 items; the mean length is 8 / 3.
        let overlap = counts(6, &[&[0, 1, 2, 3], &[0, 1, 4], &[0]]).overlap().unwrap();
        assert!((overlap - (4.0 / 3.0) / (8.0 / 3.0)).abs() < 1e-15);
    }

    #[test]
    fn equal_tests_overlap_wholly_and_a_single_one_not_at_all() {
        assert_eq!(counts(3, &[&[0, 1], &[0, 1]]).overlap(), Some(1.0));
        assert_eq!(counts(3, &[&[0, 1]]).overlap(), None);
    }

    #[test]
    fn items_are_counted_as_never_used_and_above_the_limit() {
        let exposure = counts(4, &[&[0, 1], &[0, 2]]).exposure(0.5, None);
        assert_eq!((exposure.never_used, exposure.above_limit, exposure.highest_rate), (1, 1, 1.0));
    }
}
