//! The overlap of pairs of tests, each in relation to the lengths of the two tests.

use irt_core::ItemIndex;

/// The most counts in memory.
const MAX_COUNTS: usize = 8_000_000;

/// Counts how often each item is administered in tests of each length.
///
/// The shares of all pairs depend on these counts alone, so there is no loop over pairs.
#[derive(Debug, Clone)]
pub(crate) struct PairOverlapCounts {
    bank_len: usize,
    /// By length; empty for lengths that do not occur.
    counts: Vec<Box<[u64]>>,
    examinees: u64,
    numbers: usize,
}

impl PairOverlapCounts {
    pub(crate) const fn new(bank_len: usize) -> Self {
        Self { bank_len, counts: Vec::new(), examinees: 0, numbers: 0 }
    }

    pub(crate) fn add(&mut self, items: &[ItemIndex]) {
        if self.numbers > MAX_COUNTS {
            return;
        }
        self.examinees += 1;
        let length = items.len();
        if length >= self.counts.len() {
            self.counts.resize(length + 1, Box::default());
        }
        if self.counts[length].is_empty() {
            self.numbers += self.bank_len;
            if self.numbers > MAX_COUNTS {
                self.counts = Vec::new();
                return;
            }
            self.counts[length] = vec![0; self.bank_len].into();
        }
        items.iter().for_each(|item| self.counts[length][item.as_usize()] += 1);
    }

    /// `None` for fewer than two examinees, tests without items, or more counts than fit.
    ///
    /// # Formula
    /// Two tests of lengths `l` and `m` have the share `2 / (l + m)` for each item in both. Item `i` is in `n_il` tests
    /// of length `l`, so in `n_il n_im` pairs of tests of the two lengths, or `n_il (n_il - 1) / 2` of one.
    pub(crate) fn overlap(&self) -> Option<f64> {
        let rows: Vec<(f64, &[u64])> = (0_u32..)
            .zip(&self.counts)
            .filter(|(_, row)| !row.is_empty())
            .map(|(l, row)| (f64::from(l), &**row))
            .collect();
        if self.examinees < 2 || self.numbers > MAX_COUNTS || rows.iter().all(|(length, _)| *length == 0.0) {
            return None;
        }
        let mut sum = 0.0;
        for (place, (length, row)) in rows.iter().enumerate().filter(|(_, (length, _))| *length > 0.0) {
            let same: u128 = row.iter().map(|count| u128::from(*count)).map(|n| n * n.saturating_sub(1)).sum();
            sum += same as f64 / length;
            for (other_length, other) in &rows[place + 1..] {
                let both: u128 = row.iter().zip(*other).map(|(n, m)| u128::from(*n) * u128::from(*m)).sum();
                sum += 4.0 * both as f64 / (length + other_length);
            }
        }
        let examinees = self.examinees as f64;
        Some(sum / (examinees * (examinees - 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_COUNTS, PairOverlapCounts};
    use irt_core::ItemIndex;

    fn overlap(bank_len: usize, tests: &[&[u32]]) -> Option<f64> {
        let mut counts = PairOverlapCounts::new(bank_len);
        for test in tests {
            counts.add(&test.iter().copied().map(ItemIndex).collect::<Vec<_>>());
        }
        counts.overlap()
    }

    #[test]
    fn each_pair_counts_by_its_own_lengths() {
        // The pairs share 2 of 4 and 3 items, 1 of 4 and 1, 1 of 3 and 1, 3 of 4 and 4, 2 of 4 and 3, 1 of 4 and 1.
        let tests: [&[u32]; 4] = [&[0, 1, 2, 3], &[0, 1, 4], &[0], &[0, 1, 2, 5]];
        let expected = (4.0 / 7.0 + 2.0 / 5.0 + 2.0 / 4.0 + 6.0 / 8.0 + 4.0 / 7.0 + 2.0 / 5.0) / 6.0;
        assert!((overlap(6, &tests).unwrap() - expected).abs() < 1e-15);
    }

    #[test]
    fn equal_tests_share_everything_and_different_ones_nothing() {
        assert_eq!(overlap(4, &[&[0, 1], &[1, 0]]), Some(1.0));
        assert_eq!(overlap(4, &[&[0, 1], &[2, 3], &[]]), Some(0.0));
    }

    #[test]
    fn one_examinee_tests_without_items_and_too_large_a_count_have_none() {
        assert_eq!(overlap(4, &[&[0, 1]]), None);
        assert_eq!(overlap(4, &[&[], &[]]), None);
        assert_eq!(overlap(MAX_COUNTS, &[&[0], &[0, 1], &[0]]), None);
    }
}
