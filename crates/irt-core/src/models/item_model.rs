//! One item under any of the response models.

use super::category_curve::CategoryCurve;
use super::curve::Curve;
use super::item_curve::ItemCurve;
use super::{
    FourPl, GeneralizedPartialCredit, Graded, ModifiedGraded, Nominal, PartialCredit, RatingScale, usable_theta,
};
use crate::{Metric, ModelName, Response};

/// The response model of an item, with its parameters.
///
/// Its functions take any ability: one beyond ±[`MAX_ABS_THETA`](crate::MAX_ABS_THETA) counts as that limit, one that is
/// not a number as 0. All results are finite. A response beyond the highest category counts as that category. For many
/// evaluations on one item of a bank, [`ItemBank`](crate::ItemBank) has the same functions without preparation.
///
/// ```
/// use irt_core::{Graded, ItemModel, Metric, Response};
///
/// let item = ItemModel::from(Graded::new(1.5, &[-1.0, 0.0, 1.2])?);
/// assert_eq!(item.categories(), 4);
/// let mut probabilities = [0.0; 4];
/// item.category_probabilities(0.3, Metric::LOGISTIC, &mut probabilities);
/// assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// assert!(item.accepts(Response(3)) && !item.accepts(Response(4)));
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ItemModel {
    /// A dichotomous logistic model, 1PL to 4PL.
    FourPl(FourPl),
    /// Graded response model.
    Graded(Graded),
    /// Modified graded response model.
    ModifiedGraded(ModifiedGraded),
    /// Partial credit model.
    PartialCredit(PartialCredit),
    /// Generalized partial credit model.
    GeneralizedPartialCredit(GeneralizedPartialCredit),
    /// Rating scale model.
    RatingScale(RatingScale),
    /// Nominal response model.
    Nominal(Nominal),
}

/// An item's curve that borrows nothing.
enum OwnedCurve {
    Dichotomous(Curve),
    Polytomous(CategoryCurve),
}

impl OwnedCurve {
    const fn as_curve(&self) -> ItemCurve<'_> {
        match self {
            Self::Dichotomous(curve) => ItemCurve::Dichotomous(*curve),
            Self::Polytomous(curve) => ItemCurve::Polytomous(curve),
        }
    }
}

impl ItemModel {
    /// The name of the model.
    #[must_use]
    pub const fn name(&self) -> ModelName {
        match self {
            Self::FourPl(model) => model.name(),
            Self::Graded(_) => ModelName::Graded,
            Self::ModifiedGraded(_) => ModelName::ModifiedGraded,
            Self::PartialCredit(_) => ModelName::PartialCredit,
            Self::GeneralizedPartialCredit(_) => ModelName::GeneralizedPartialCredit,
            Self::RatingScale(_) => ModelName::RatingScale,
            Self::Nominal(_) => ModelName::Nominal,
        }
    }

    /// How many response categories the item has, at least 2: those of a dichotomous item are 0 and 1.
    #[must_use]
    pub const fn categories(&self) -> u8 {
        let beyond_the_lowest = match self {
            Self::FourPl(_) => 1,
            Self::Graded(model) => model.thresholds().len(),
            Self::ModifiedGraded(model) => model.shifts().len(),
            Self::PartialCredit(model) => model.steps().len(),
            Self::GeneralizedPartialCredit(model) => model.steps().len(),
            Self::RatingScale(model) => model.steps().len(),
            Self::Nominal(model) => model.lines().len(),
        };
        // No constructor takes more than `MAX_CATEGORIES`.
        beyond_the_lowest as u8 + 1
    }

    /// Whether the response is one of the item's categories.
    #[must_use]
    pub const fn accepts(&self, response: Response) -> bool {
        response.0 < self.categories()
    }

    /// Writes the probabilities of the categories, the lowest first.
    ///
    /// Fills as much of `room` as there are categories, and leaves the rest.
    pub fn category_probabilities(&self, theta: f64, metric: Metric, room: &mut [f64]) {
        self.curve(metric).as_curve().probabilities(usable_theta(theta), room);
    }

    /// Writes the derivatives `[P', P'', P''']` in theta of the probabilities of the categories, the lowest first.
    ///
    /// Fills as much of `room` as there are categories, and leaves the rest.
    pub fn category_derivatives(&self, theta: f64, metric: Metric, room: &mut [[f64; 3]]) {
        self.curve(metric).as_curve().probability_derivatives(usable_theta(theta), room);
    }

    /// The log-likelihood of a response, the logarithm of its category's probability.
    #[must_use]
    pub fn log_likelihood(&self, response: Response, theta: f64, metric: Metric) -> f64 {
        self.curve(metric).as_curve().log_likelihood(response, usable_theta(theta))
    }

    /// The first and second derivative of the log-likelihood of a response in theta.
    #[must_use]
    pub fn log_likelihood_derivatives(&self, response: Response, theta: f64, metric: Metric) -> [f64; 2] {
        self.curve(metric).as_curve().score(response, usable_theta(theta))
    }

    /// The observed information of a response, `-(ln P)''`. Can be negative under 3PL and 4PL.
    #[must_use]
    pub fn observed_information(&self, response: Response, theta: f64, metric: Metric) -> f64 {
        -self.log_likelihood_derivatives(response, theta, metric)[1]
    }

    /// The Fisher (expected) information, the sum of `P'^2 / P` over the categories.
    ///
    /// # Reference
    /// Samejima (1969); Muraki (1993). The sum of `P'^2 / P - P''` is the same, as the `P''` add up to 0.
    #[must_use]
    pub fn information(&self, theta: f64, metric: Metric) -> f64 {
        self.curve(metric).as_curve().information(usable_theta(theta))
    }

    /// The first and second derivative of the information in theta.
    #[must_use]
    pub fn information_derivatives(&self, theta: f64, metric: Metric) -> [f64; 2] {
        let [_, first, second, ..] = self.curve(metric).as_curve().moments(usable_theta(theta));
        [first, second]
    }

    /// The term `J`, the sum of `P' P'' / P` over the categories, of the weighted likelihood estimator, and its derivative
    /// in theta.
    ///
    /// # Reference
    /// Warm (1989), equation 13; for polytomous items Samejima (1998).
    #[must_use]
    pub fn warm_term(&self, theta: f64, metric: Metric) -> [f64; 2] {
        let [.., value, slope] = self.curve(metric).as_curve().moments(usable_theta(theta));
        [value, slope]
    }

    /// The response curve of a polytomous item; `None` for a dichotomous one, which is computed from its columns.
    pub(crate) fn category_curve(&self, metric: Metric) -> Option<CategoryCurve> {
        match self.curve(metric) {
            OwnedCurve::Dichotomous(_) => None,
            OwnedCurve::Polytomous(curve) => Some(curve),
        }
    }

    fn curve(&self, metric: Metric) -> OwnedCurve {
        OwnedCurve::Polytomous(match self {
            Self::FourPl(model) => return OwnedCurve::Dichotomous(model.curve(metric)),
            Self::Graded(model) => model.curve(metric),
            Self::ModifiedGraded(model) => model.curve(metric),
            Self::PartialCredit(model) => model.curve(metric),
            Self::GeneralizedPartialCredit(model) => model.curve(metric),
            Self::RatingScale(model) => model.curve(metric),
            Self::Nominal(model) => model.curve(),
        })
    }
}

macro_rules! from_model {
    ($($model:ident),*) => {
        $(impl From<$model> for ItemModel {
            fn from(model: $model) -> Self {
                Self::$model(model)
            }
        })*
    };
}

from_model!(FourPl, Graded, ModifiedGraded, PartialCredit, GeneralizedPartialCredit, RatingScale, Nominal);
