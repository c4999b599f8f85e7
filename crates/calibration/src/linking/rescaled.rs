//! Items on another scale.

use irt_core::{FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModifiedGraded, Nominal};

use super::link::{Link, LinkError};

/// An item on the scale `theta_to = A theta + B`.
///
/// Items whose slope is 1 by their model (PCM, RSM) become [`GeneralizedPartialCredit`] items with the slope `1 / A`, unless `A`
/// is 1.
///
/// # Errors
/// [`LinkError`] when a parameter leaves its range.
///
/// ```
/// use calibration::{Link, rescaled};
/// use irt_core::{FourPl, ItemModel};
///
/// let link = Link { slope: 2.0, intercept: 0.5, criterion: None };
/// let item = rescaled(&FourPl::three_pl(1.0, -0.25, 0.2)?.into(), link)?;
/// assert_eq!(item, ItemModel::from(FourPl::three_pl(0.5, 0.0, 0.2)?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rescaled(item: &ItemModel, link: Link) -> Result<ItemModel, LinkError> {
    let Link { slope, intercept, .. } = link;
    let moved = |values: &[f64]| values.iter().map(|b| slope * b + intercept).collect::<Vec<f64>>();
    let with_unit_slope =
        |steps: &[f64]| GeneralizedPartialCredit::new(1.0 / slope, &moved(steps)).map(ItemModel::from);
    Ok(match item {
        ItemModel::FourPl(item) => {
            FourPl::with_name(item.name(), item.a() / slope, slope * item.b() + intercept, item.c(), item.d())?.into()
        }
        ItemModel::Graded(item) => Graded::new(item.a() / slope, &moved(item.thresholds()))?.into(),
        ItemModel::ModifiedGraded(item) => {
            let shifts: Vec<f64> = item.shifts().iter().map(|c| slope * c).collect();
            ModifiedGraded::new(item.a() / slope, slope * item.b() + intercept, &shifts)?.into()
        }
        ItemModel::GeneralizedPartialCredit(item) => {
            GeneralizedPartialCredit::new(item.a() / slope, &moved(item.steps()))?.into()
        }
        ItemModel::PartialCredit(steps) if slope == 1.0 => irt_core::PartialCredit::new(&moved(steps.steps()))?.into(),
        ItemModel::PartialCredit(item) => with_unit_slope(item.steps())?,
        ItemModel::RatingScale(item) if slope == 1.0 => {
            irt_core::RatingScale::new(item.b() + intercept, item.steps())?.into()
        }
        ItemModel::RatingScale(item) => {
            with_unit_slope(&item.steps().iter().map(|step| item.b() + step).collect::<Vec<f64>>())?
        }
        ItemModel::Nominal(item) => {
            let line = |(a, c): &(f64, f64)| (a / slope, c - a * intercept / slope);
            Nominal::new(&item.lines().iter().map(line).collect::<Vec<_>>())?.into()
        }
        other => other.clone(),
    })
}
