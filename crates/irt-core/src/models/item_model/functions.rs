//! The response functions of an item under any model.

use super::ItemModel;
use crate::metric::Metric;
use crate::models::category_curve::CategoryCurve;
use crate::models::limits::usable_theta;
use crate::models::owned_curve::OwnedCurve;
use crate::response::Response;

impl ItemModel {
    /// Whether the response is one of the item's categories.
    #[must_use]
    pub fn accepts(&self, response: Response) -> bool {
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
}
