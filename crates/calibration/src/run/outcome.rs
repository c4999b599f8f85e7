//! The results of a calibration.

use irt_core::{ItemModel, ModelName, ParameterName};
use nalgebra::DMatrix;

use crate::node_grid::NodeGrid;

/// An estimate with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterEstimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; `None` for what is fixed, lies at a bound, or is not identified.
    pub se: Option<f64>,
}

/// The latent distribution of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupLatent {
    /// The mean.
    pub mean: ParameterEstimate,
    /// The standard deviation.
    pub sd: ParameterEstimate,
}

/// What was done with an item that takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStatus {
    /// Its parameters are estimated.
    Estimated,
    /// The same, and an asymptote lies at the bound of its range: the data have no information on it.
    AtBound,
    /// Its parameters are known.
    Fixed,
}

impl ItemStatus {
    /// The status in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Estimated => "estimated",
            Self::AtBound => "at_bound",
            Self::Fixed => "fixed",
        }
    }
}

/// An item that takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct EstimatedItem {
    /// What was done with it.
    pub status: ItemStatus,
    /// The item with its parameters.
    pub model: ItemModel,
    /// The parameters by their names in bank files, with standard errors.
    pub parameters: Vec<(String, ParameterEstimate)>,
    /// The number of its responses, weighted.
    pub responses: f64,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemOutcome {
    /// It takes part.
    Kept(EstimatedItem),
    /// It is set aside.
    SetAside(SetAside),
}

/// An item that is set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAside {
    /// Its model.
    pub model: ModelName,
    /// Why.
    pub reason: SetAsideReason,
    /// Its estimates, where it takes part in the likelihood nevertheless: with a negative slope.
    pub parameters: Vec<(String, ParameterEstimate)>,
}

/// Why an item is set aside.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SetAsideReason {
    /// Nobody has answered it.
    #[error("there is no response to it")]
    NoResponses,
    /// Too few have answered it.
    #[error("there are {count} responses to it; {least} are needed")]
    FewResponses {
        /// The number of responses.
        count: usize,
        /// The fewest that are needed.
        least: usize,
    },
    /// All responses are in one category.
    #[error("all responses to it are in category {category}, counted from 0")]
    SingleCategory {
        /// The category.
        category: u8,
    },
    /// A category between others has no response.
    #[error("no response to it is in category {category}, counted from 0; join it with a neighbour")]
    UnusedCategory {
        /// The category.
        category: u8,
    },
    /// A response is in a category that the model does not have.
    #[error("a response to it is in category {category}, counted from 0; it has {categories} categories")]
    NoSuchCategory {
        /// The category.
        category: u8,
        /// The number of categories.
        categories: u8,
    },
    /// The estimated slope is not positive. The item takes part in the likelihood, and no bank can have it.
    #[error("its slope is estimated as {slope:.3}: low scorers do better than high ones; check its key")]
    NegativeSlope {
        /// The slope.
        slope: f64,
    },
    /// The slope grows without bound.
    #[error("its slope grows without bound, to {slope:.1} when the search ended")]
    SlopeWithoutBound {
        /// The slope.
        slope: f64,
    },
    /// A parameter is beyond what an item bank can have.
    #[error("its parameters are out of range: {0}")]
    OutOfRange(irt_core::ParameterError),
}

/// The covariance matrix of all estimated parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    /// The names: `item.parameter` in slope-intercept form, `group1.mean`, `group1.variance`.
    pub names: Vec<String>,
    /// The covariances, in the order of the names.
    pub(crate) matrix: DMatrix<f64>,
}

/// The results of a calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationOutcome {
    /// The marginal log-likelihood, without combinatorial constant.
    pub log_likelihood: f64,
    /// The sum of the log densities of the priors.
    pub log_prior: f64,
    /// The number of estimated parameters.
    pub parameters: usize,
    /// The number of examinees with a response, weighted.
    pub examinees: f64,
    /// The number of unique response patterns.
    pub patterns: usize,
    /// The number of EM and Newton cycles.
    pub cycles: usize,
    /// Whether the gradient is as small as the settings ask.
    pub converged: bool,
    /// Whether the observed information is positive definite, so that there are standard errors.
    pub identified: bool,
    /// The largest element of the gradient of log-likelihood and log prior, without its sign.
    pub gradient_max: f64,
    /// The quadrature.
    pub grid: NodeGrid,
    /// The latent distributions of the groups.
    pub latent: Vec<GroupLatent>,
    /// The items, in the order in which they were given.
    pub items: Vec<ItemOutcome>,
    /// The covariances of the estimates in the form in which they are estimated.
    pub covariance: Option<Covariance>,
}

impl Covariance {
    /// The covariance of two parameters; 0 beyond the last.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> f64 {
        self.matrix.get((row, column)).copied().unwrap_or(0.0)
    }
}

impl CalibrationOutcome {
    /// Akaike's information criterion, `2 p - 2 ln L`.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters as f64 - 2.0 * self.log_likelihood
    }

    /// The Bayesian information criterion, `p ln N - 2 ln L` with the number of examinees `N`.
    ///
    /// # Reference
    /// Schwarz (1978).
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * self.examinees.ln() - 2.0 * self.log_likelihood
    }

    /// The estimates of an item by their names in bank files; none where the item takes no part in the likelihood.
    #[must_use]
    pub fn parameters_of(&self, item: usize) -> &[(String, ParameterEstimate)] {
        match self.items.get(item) {
            Some(ItemOutcome::Kept(item)) => &item.parameters,
            Some(ItemOutcome::SetAside(item)) => &item.parameters,
            None => &[],
        }
    }

    /// The parameters that these items have, each once: those with a name of their own first, then the numbered ones of categories.
    #[must_use]
    pub fn parameter_columns(&self, items: impl IntoIterator<Item = usize>) -> Vec<String> {
        let parameters = items.into_iter().flat_map(|item| self.parameters_of(item));
        let mut names: Vec<(bool, ParameterName)> = parameters
            .filter_map(|(name, _)| ParameterName::from_name(name))
            .map(|name| (name.number().is_some(), name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|(_, name)| name.to_string()).collect()
    }

    /// The items that take part, with their places.
    pub fn kept(&self) -> impl Iterator<Item = (usize, &EstimatedItem)> {
        self.items.iter().enumerate().filter_map(|(place, item)| match item {
            ItemOutcome::Kept(item) => Some((place, item)),
            ItemOutcome::SetAside(_) => None,
        })
    }

    /// The items that are set aside, with their places.
    pub fn set_aside(&self) -> impl Iterator<Item = (usize, &SetAside)> {
        self.items.iter().enumerate().filter_map(|(place, item)| match item {
            ItemOutcome::Kept(_) => None,
            ItemOutcome::SetAside(item) => Some((place, item)),
        })
    }
}
