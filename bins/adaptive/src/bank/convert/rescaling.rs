//! From parameters with a scaling constant to the same items without.

use irt_core::{FourPl, GeneralizedPartialCredit, Graded, ItemModel, Metric, ModifiedGraded, ParameterError};

/// The item that has under `D = 1` the probabilities that these parameters have under another metric.
///
/// The discrimination is multiplied by the constant. Items of the partial credit and the rating scale model have no
/// discrimination and become generalized partial credit items. The nominal model has no `D`.
pub(super) fn logistic(model: ItemModel, metric: Metric) -> Result<ItemModel, ParameterError> {
    let factor = metric.scaling_constant();
    if factor == 1.0 {
        return Ok(model);
    }
    Ok(match model {
        ItemModel::FourPl(item) => {
            FourPl::with_name(item.name(), factor * item.a(), item.b(), item.c(), item.d())?.into()
        }
        ItemModel::Graded(item) => Graded::new(factor * item.a(), item.thresholds())?.into(),
        ItemModel::ModifiedGraded(item) => ModifiedGraded::new(factor * item.a(), item.b(), item.shifts())?.into(),
        ItemModel::PartialCredit(item) => GeneralizedPartialCredit::new(factor, item.steps())?.into(),
        ItemModel::GeneralizedPartialCredit(item) => {
            GeneralizedPartialCredit::new(factor * item.a(), item.steps())?.into()
        }
        ItemModel::RatingScale(item) => {
            let steps: Vec<f64> = item.steps().iter().map(|step| item.b() + step).collect();
            GeneralizedPartialCredit::new(factor, &steps)?.into()
        }
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use irt_core::{FourPl, ItemModel, Metric, Nominal, PartialCredit, RatingScale};

    use super::logistic;

    #[test]
    fn probabilities_stay_what_they_are() {
        let items: [ItemModel; 4] = [
            FourPl::new(1.2, 0.4, 0.2, 0.95).unwrap().into(),
            PartialCredit::new(&[-0.5, 0.9]).unwrap().into(),
            RatingScale::new(0.3, &[-0.5, 0.9]).unwrap().into(),
            Nominal::new(&[(0.8, 0.3), (1.5, -0.4)]).unwrap().into(),
        ];
        for item in items {
            let mut rooms = [[0.0; 3]; 2];
            item.category_probabilities(0.7, Metric::NORMAL_OGIVE, &mut rooms[0]);
            logistic(item, Metric::NORMAL_OGIVE).unwrap().category_probabilities(0.7, Metric::LOGISTIC, &mut rooms[1]);
            assert!(rooms[0].iter().zip(&rooms[1]).all(|(one, other)| (one - other).abs() < 1e-14), "{rooms:?}");
        }
    }
}
