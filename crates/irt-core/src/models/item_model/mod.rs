//! The item under any response model: one place for each model.

mod four_pl;
mod four_pl_name;
mod functions;
mod graded;
mod name;
mod nominal;
mod partial_credit;

pub use four_pl::FourPl;
pub use graded::{Graded, ModifiedGraded};
pub use nominal::Nominal;
pub use partial_credit::{GeneralizedPartialCredit, PartialCredit, RatingScale};

use super::logistic_model::LogisticModel;
use super::owned_curve::OwnedCurve;
use super::parameter_values::{ParameterLayout, ParameterValues};
use super::parameters::ParameterErrors;
use super::response_model::{ModelParameters as _, ResponseModel};
use crate::metric::Metric;
use crate::named_variants::named_variants;

/// Declares the response models: [`ModelName`], [`ItemModel`] and the row of each model.
///
/// The logistic models share the type [`FourPl`]; any other has a type of its own, which implements [`ResponseModel`].
macro_rules! response_models {
    (
        FourPl { $($(#[$case_doc:meta])* $case:ident => $case_name:literal,)+ }
        $($(#[$doc:meta])* $model:ident => $name:literal,)+
    ) => {
        named_variants! {
            /// The name of a response model, as item bank files give it.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum ModelName {
                $($(#[$case_doc])* $case => $case_name,)+
                $($(#[$doc])* $model => $name,)+
            }
        }

        /// The response model of an item, with its parameters.
        ///
        /// Its functions take any ability: one beyond ±[`MAX_ABS_THETA`](crate::MAX_ABS_THETA) counts as that limit, one
        /// that is not a number as 0. All results are finite. A response beyond the highest category counts as that
        /// category. For many evaluations on one item of a bank, [`ItemBank`](crate::ItemBank) has the same functions
        /// without preparation.
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
            $($(#[$doc])* $model($model),)+
        }

        impl ModelName {
            /// The row of the model. Bank files, records and messages read it.
            pub(crate) const fn row(self) -> ModelRow {
                match self {
                    $(Self::$case => ModelRow::Logistic(LogisticModel::$case),)+
                    $(Self::$model => ModelRow::new::<$model>(),)+
                }
            }
        }

        impl ItemModel {
            /// The name of the model.
            #[must_use]
            pub const fn name(&self) -> ModelName {
                match self {
                    Self::FourPl(item) => item.name(),
                    $(Self::$model(_) => ModelName::$model,)+
                }
            }

            pub(super) fn values(&self) -> ParameterValues {
                match self {
                    Self::FourPl(item) => item.values(),
                    $(Self::$model(item) => item.values(),)+
                }
            }

            fn curve(&self, metric: Metric) -> OwnedCurve {
                match self {
                    Self::FourPl(item) => OwnedCurve::Dichotomous(item.curve(metric)),
                    $(Self::$model(item) => OwnedCurve::Polytomous(item.curve(metric).into()),)+
                }
            }
        }

        response_models!(@into FourPl $($model)+);
    };
    (@into $($model:ident)+) => {
        $(impl From<$model> for ItemModel {
            fn from(model: $model) -> Self {
                Self::$model(model)
            }
        })+
    };
}

response_models! {
    FourPl {
        /// One-parameter logistic: difficulty `b`; one discrimination `a` common to the items, 1 unless given.
        OnePl => "1pl",
        /// Two-parameter logistic: discrimination `a` and difficulty `b`.
        TwoPl => "2pl",
        /// Three-parameter logistic: a lower asymptote `c` besides.
        ThreePl => "3pl",
        /// Four-parameter logistic: an upper asymptote `d` besides.
        FourPl => "4pl",
    }
    /// Graded response model: discrimination `a` and increasing thresholds `b1`, `b2`, ….
    Graded => "grm",
    /// Modified graded response model: discrimination `a`, location `b`, and category parameters `c1`, `c2`, …, decreasing.
    ModifiedGraded => "mgrm",
    /// Partial credit model: steps `b1`, `b2`, ….
    PartialCredit => "pcm",
    /// Generalized partial credit model: a discrimination `a` besides.
    GeneralizedPartialCredit => "gpcm",
    /// Rating scale model: location `b`, and steps relative to it, `d1`, `d2`, ….
    RatingScale => "rsm",
    /// Nominal response model: a slope and an intercept for each category, `a1`, `c1`, `a2`, `c2`, ….
    Nominal => "nrm",
}

/// What files and records need to know of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ModelRow {
    Logistic(LogisticModel),
    Other(ParameterLayout, fn(&ParameterValues) -> Result<ItemModel, ParameterErrors>),
}

impl ModelRow {
    const fn new<M: ResponseModel + Into<ItemModel>>() -> Self {
        Self::Other(M::LAYOUT, |values| M::build(values).map(Into::into))
    }

    /// The parameters that an item has.
    pub(crate) const fn layout(&self) -> ParameterLayout {
        match self {
            Self::Logistic(case) => case.layout(),
            Self::Other(layout, _) => *layout,
        }
    }

    /// An item with these parameters, or every rule that they break.
    pub(crate) fn build(&self, values: &ParameterValues) -> Result<ItemModel, ParameterErrors> {
        match self {
            Self::Logistic(case) => FourPl::build(*case, values).map(Into::into),
            Self::Other(_, build) => build(values),
        }
    }
}

impl ItemModel {
    /// How many response categories the item has, at least 2: those of a dichotomous item are 0 and 1.
    #[must_use]
    pub fn categories(&self) -> u8 {
        // No constructor takes more than `MAX_CATEGORIES`.
        self.values().categories() as u8
    }
}
