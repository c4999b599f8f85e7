//! Stopping when an examinee is classified: on which side of each cut point the ability lies.

use super::context::StoppingContext;
use super::normal_quantile::normal_quantile;
use super::reason::StopReason;

/// A decision between the classes that cut points divide the scale into.
///
/// The test is over when the decision is made at every cut point.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// The cut points, ascending.
    pub cuts: Box<[f64]>,
    /// How the decision at a cut point is made.
    pub method: ClassificationMethod,
}

/// How it is decided on which side of a cut point an ability lies.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ClassificationMethod {
    /// The confidence interval `theta ± z SE` does not hold the cut point, `z` being the normal quantile of
    /// `1/2 + confidence/2`. Kingsbury and Weiss (1983).
    ConfidenceInterval {
        /// The confidence, between 0 and 1.
        confidence: f64,
    },
    /// Wald's sequential probability ratio test of `cut - half_width` against `cut + half_width`: decided when the log
    /// of the likelihood ratio is at least `ln((1 - beta) / alpha)` or at most `ln(beta / (1 - alpha))`. Reckase (1983).
    Sprt {
        /// Half the width of the indifference region.
        half_width: f64,
        /// The probability of deciding for above where the ability is at the lower end of the region.
        alpha: f64,
        /// The probability of deciding for below where the ability is at the upper end of the region.
        beta: f64,
    },
    /// As the sequential test, the maximum likelihood estimate standing for an end of the region that it lies beyond.
    /// Thompson (2009).
    Glr {
        /// Half the width of the indifference region.
        half_width: f64,
        /// As for the sequential test.
        alpha: f64,
        /// As for the sequential test.
        beta: f64,
    },
}

impl Classification {
    /// Whether the decision is made at every cut point.
    pub(super) fn decides(&self, context: &StoppingContext<'_>) -> bool {
        match self.method {
            ClassificationMethod::ConfidenceInterval { confidence } => {
                let reach = normal_quantile(0.5 + 0.5 * confidence) * context.se;
                self.cuts.iter().all(|cut| (context.theta - cut).abs() > reach)
            }
            ClassificationMethod::Sprt { half_width, alpha, beta } => {
                let bounds = wald_bounds(alpha, beta);
                self.cuts.iter().all(|cut| is_decided([cut - half_width, cut + half_width], bounds, context))
            }
            ClassificationMethod::Glr { half_width, alpha, beta } => {
                let (bounds, likeliest) = (wald_bounds(alpha, beta), (context.most_likely_theta)());
                self.cuts.iter().all(|cut| {
                    let ends = [likeliest.min(cut - half_width), likeliest.max(cut + half_width)];
                    is_decided(ends, bounds, context)
                })
            }
        }
    }
}

impl ClassificationMethod {
    pub(crate) const fn reason(self) -> StopReason {
        match self {
            Self::ConfidenceInterval { .. } => StopReason::ConfidenceInterval,
            Self::Sprt { .. } => StopReason::Sprt,
            Self::Glr { .. } => StopReason::Glr,
        }
    }
}

/// The log-likelihood ratios at which the test decides for below and for above.
fn wald_bounds(alpha: f64, beta: f64) -> [f64; 2] {
    [(beta / (1.0 - alpha)).ln(), ((1.0 - beta) / alpha).ln()]
}

fn is_decided([below, above]: [f64; 2], [reject, accept]: [f64; 2], context: &StoppingContext<'_>) -> bool {
    let ratio = (context.log_likelihood)(above) - (context.log_likelihood)(below);
    ratio <= reject || ratio >= accept
}
