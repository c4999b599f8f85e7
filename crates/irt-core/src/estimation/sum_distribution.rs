//! How likely each sum score is at one ability.

use super::scaled::Scaled;
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

/// The probability of each sum of the categories of some items at one ability, item by item.
///
/// # Reference
/// Lord and Wingersky (1984); for items of more than two categories, Thissen, Pommerich, Billeaud and Williams (1995).
#[derive(Debug, Default)]
pub(super) struct SumDistribution {
    sums: Vec<Scaled>,
    /// Room for the probabilities of an item's categories.
    categories: Vec<Scaled>,
}

impl SumDistribution {
    /// The probabilities of the sums from 0 to the highest.
    pub(super) fn at(&mut self, theta: f64, curves: &[ItemCurve<'_>]) -> &[Scaled] {
        self.sums.clear();
        self.sums.push(Scaled::ONE);
        for curve in curves {
            self.take_in(theta, curve);
        }
        &self.sums
    }

    fn take_in(&mut self, theta: f64, curve: &ItemCurve<'_>) {
        self.categories.clear();
        let responses = (0..curve.categories()).map(|category| Response(category as u8));
        let logarithms = responses.map(|response| curve.log_likelihood(response, theta));
        self.categories.extend(logarithms.map(Scaled::from_logarithm));
        let highest = self.sums.len() - 1;
        self.sums.resize(highest + self.categories.len(), Scaled::ZERO);
        // From the highest sum down, so that the sums without this item are still there when they are needed.
        for sum in (0..self.sums.len()).rev() {
            let mut probability = Scaled::ZERO;
            let least = sum.saturating_sub(highest);
            for (category, of_category) in self.categories.iter().enumerate().take(sum + 1).skip(least) {
                probability.add_product(self.sums[sum - category], *of_category);
            }
            self.sums[sum] = probability.normalized();
        }
    }
}
