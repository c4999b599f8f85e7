//! The table of sum scores of a fixed form.

use super::adaptive_test::AdaptiveTest;
use crate::estimation::{PatternError, SumScore, sum_scores};
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;

/// For each sum score of a set of items, the ability that it stands for.
///
/// Categories are counted from 0, so the lowest sum is 0 whatever the items; a dichotomous item adds 0 or 1, an item of
/// `m` categories 0 to `m - 1`. Every examinee has answered every item.
///
/// # Reference
/// Lord and Wingersky (1984); Thissen, Pommerich, Billeaud and Williams (1995).
#[derive(Debug, Clone, PartialEq)]
pub struct SumScoreTable {
    rows: Box<[SumScore]>,
}

impl SumScoreTable {
    /// The rows, from the sum 0 to the highest.
    #[must_use]
    pub fn rows(&self) -> &[SumScore] {
        &self.rows
    }

    /// The row of a sum; `None` above the highest.
    #[must_use]
    pub fn get(&self, sum: u32) -> Option<&SumScore> {
        self.rows.get(sum as usize)
    }
}

impl AdaptiveTest {
    /// The expected ability (EAP) and its standard error for each sum score of these items, under the design's prior and
    /// quadrature. Pretest items do not count.
    ///
    /// Mixed models are summed as they are: a sum score of items with different discriminations says less than the
    /// pattern, and its standard error is that of the sum. Takes time in proportion to the nodes, the items and the
    /// highest sum. No number of items underflows.
    ///
    /// # Errors
    /// [`PatternError`] when an item is not in the bank or listed twice.
    ///
    /// ```
    /// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemIndex, Metric};
    ///
    /// let items = vec![Item::new("q1", FourPl::one_pl(0.0)?)?, Item::new("q2", FourPl::one_pl(0.0)?)?];
    /// let bank = ItemBank::new(Metric::LOGISTIC, items)?;
    /// let test = AdaptiveTest::new(bank.into(), CatDesign::default())?;
    /// let table = test.sum_score_table(&[ItemIndex(0), ItemIndex(1)])?;
    /// assert_eq!(table.rows().len(), 3);
    /// assert!(table.rows()[1].theta.abs() < 1e-12, "one of two items at 0, one right");
    /// assert!((table.rows()[2].theta + table.rows()[0].theta).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sum_score_table(&self, items: &[ItemIndex]) -> Result<SumScoreTable, PatternError> {
        let (bank, bank_len) = (self.bank(), self.bank().len());
        let mut seen = ItemSet::new(bank_len);
        for &item in items {
            if !bank.contains(item) {
                return Err(PatternError::UnknownItem { item, bank_len });
            }
            if !seen.insert(item) {
                return Err(PatternError::RepeatedItem { item });
            }
        }
        let scored = items.iter().filter(|item| !self.content().is_unscored(**item));
        let curves: Vec<_> = scored.map(|item| bank.curve(*item)).collect();
        Ok(SumScoreTable { rows: sum_scores(self.scorer().grid(), &curves).into() })
    }
}
