//! Where the items of a bank lie on the scale of ability.

use super::item_bank::ItemBank;
use crate::identity::ItemIndex;
use crate::models::ItemModel;

/// The ends of the range in which the location of a nominal item is sought.
const NOMINAL_RANGE: f64 = 4.0;
/// The number of abilities on each side of 0 that are tried.
const NOMINAL_STEPS: i32 = 40;

impl ItemBank {
    /// Where an item lies on the scale of ability: its difficulty; of an item of more than two categories each threshold or step; of a
    /// nominal one the ability between -4 and 4, in steps of 0.1, at which it tells most. Nothing for an item that the bank does not have.
    ///
    /// ```
    /// use irt_core::{FourPl, Item, ItemBank, ItemIndex, Metric};
    ///
    /// let item = Item::new("q1", FourPl::two_pl(1.1, -0.4)?)?;
    /// let bank = ItemBank::new(Metric::LOGISTIC, vec![item])?;
    /// assert_eq!(bank.locations(ItemIndex(0)), [-0.4]);
    /// assert!(bank.locations(ItemIndex(1)).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn locations(&self, index: ItemIndex) -> Vec<f64> {
        let Some(item) = self.item(index) else { return Vec::new() };
        match &item.model {
            ItemModel::FourPl(model) => vec![model.b()],
            ItemModel::Graded(model) => model.thresholds().to_vec(),
            ItemModel::ModifiedGraded(model) => model.shifts().iter().map(|shift| model.b() - shift).collect(),
            ItemModel::PartialCredit(model) => model.steps().to_vec(),
            ItemModel::GeneralizedPartialCredit(model) => model.steps().to_vec(),
            ItemModel::RatingScale(model) => model.steps().iter().map(|step| model.b() + step).collect(),
            ItemModel::Nominal(_) => self.most_informative(index).into_iter().collect(),
        }
    }

    /// The mean of the [`locations`](Self::locations) of an item; `None` for an item that has none.
    ///
    /// ```
    /// use irt_core::{FourPl, Item, ItemBank, ItemIndex, Metric};
    ///
    /// let item = Item::new("q1", FourPl::two_pl(1.1, -0.4)?)?;
    /// let bank = ItemBank::new(Metric::LOGISTIC, vec![item])?;
    /// assert_eq!((bank.mean_location(ItemIndex(0)), bank.mean_location(ItemIndex(1))), (Some(-0.4), None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn mean_location(&self, index: ItemIndex) -> Option<f64> {
        let locations = self.locations(index);
        (!locations.is_empty()).then(|| locations.iter().sum::<f64>() / locations.len() as f64)
    }

    /// The information of all items together at an ability: what a test of the whole bank would have (Birnbaum 1968).
    ///
    /// ```
    /// use irt_core::{FourPl, Item, ItemBank, Metric};
    ///
    /// let item = |id| Item::new(id, FourPl::two_pl(2.0, 0.0).unwrap());
    /// let bank = ItemBank::new(Metric::LOGISTIC, vec![item("q1")?, item("q2")?])?;
    /// assert!((bank.test_information(0.0) - 2.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn test_information(&self, theta: f64) -> f64 {
        self.items().filter_map(|item| self.information(item.index, theta)).sum()
    }

    fn most_informative(&self, index: ItemIndex) -> Option<f64> {
        let step = NOMINAL_RANGE / f64::from(NOMINAL_STEPS);
        let thetas = (-NOMINAL_STEPS..=NOMINAL_STEPS).map(|place| f64::from(place) * step);
        let information = |theta: f64| self.information(index, theta).unwrap_or(0.0);
        thetas.max_by(|one, other| information(*one).total_cmp(&information(*other)))
    }
}
