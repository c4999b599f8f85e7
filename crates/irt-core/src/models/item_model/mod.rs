//! The item under any response model: one place for each model.

mod four_pl;
mod functions;
mod graded;
mod nominal;
mod partial_credit;

pub use four_pl::FourPl;
pub use graded::{Graded, ModifiedGraded};
pub use nominal::Nominal;
pub use partial_credit::{GeneralizedPartialCredit, PartialCredit, RatingScale};

use super::name::ModelName;
use super::owned_curve::OwnedCurve;
use super::parameter_values::{ParameterLayout, ParameterValues};
use super::parameters::ParameterErrors;
use super::response_model::ResponseModel;
use crate::metric::Metric;

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

/// What files and records need to know of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModelRow {
    name: ModelName,
    layout: fn(ModelName) -> ParameterLayout,
    build: fn(ModelName, &ParameterValues) -> Result<ItemModel, ParameterErrors>,
}

impl ModelRow {
    const fn new<M: ResponseModel + Into<ItemModel>>(name: ModelName) -> Self {
        Self { name, layout: M::layout, build: |name, values| M::build(name, values).map(Into::into) }
    }

    /// The parameters that an item has.
    pub(crate) fn layout(&self) -> ParameterLayout {
        (self.layout)(self.name)
    }

    /// An item with these parameters, or every rule that they break.
    pub(crate) fn build(&self, values: &ParameterValues) -> Result<ItemModel, ParameterErrors> {
        (self.build)(self.name, values)
    }
}

impl ModelName {
    /// The row of the model. Bank files, records and messages read it.
    pub(crate) const fn row(self) -> ModelRow {
        match self {
            Self::OnePl | Self::TwoPl | Self::ThreePl | Self::FourPl => ModelRow::new::<FourPl>(self),
            Self::Graded => ModelRow::new::<Graded>(self),
            Self::ModifiedGraded => ModelRow::new::<ModifiedGraded>(self),
            Self::PartialCredit => ModelRow::new::<PartialCredit>(self),
            Self::GeneralizedPartialCredit => ModelRow::new::<GeneralizedPartialCredit>(self),
            Self::RatingScale => ModelRow::new::<RatingScale>(self),
            Self::Nominal => ModelRow::new::<Nominal>(self),
        }
    }
}

impl ItemModel {
    /// The name of the model.
    #[must_use]
    pub fn name(&self) -> ModelName {
        self.as_model().name()
    }

    /// How many response categories the item has, at least 2: those of a dichotomous item are 0 and 1.
    #[must_use]
    pub fn categories(&self) -> u8 {
        // No constructor takes more than `MAX_CATEGORIES`.
        self.as_model().categories() as u8
    }

    pub(super) fn values(&self) -> ParameterValues {
        self.as_model().values()
    }

    fn curve(&self, metric: Metric) -> OwnedCurve {
        self.as_model().curve(metric)
    }

    const fn as_model(&self) -> &dyn ResponseModel {
        match self {
            Self::FourPl(model) => model,
            Self::Graded(model) => model,
            Self::ModifiedGraded(model) => model,
            Self::PartialCredit(model) => model,
            Self::GeneralizedPartialCredit(model) => model,
            Self::RatingScale(model) => model,
            Self::Nominal(model) => model,
        }
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
