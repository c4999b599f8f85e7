//! A response pattern, and the sums over it that score equations are made of.

use crate::bank::ItemBank;
use crate::identity::ItemIndex;
use crate::models::category_curve::Trend;
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

/// Responses to items of a bank: as many responses as items, every index in the bank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern<'a> {
    pub(super) bank: &'a ItemBank,
    items: &'a [ItemIndex],
    responses: &'a [Response],
}

/// The ends of the scale that all answers of a pattern can be at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PatternEnd {
    /// Every answer is in the lowest category of its item.
    Lowest,
    /// Every answer is in the highest category of its item.
    Highest,
}

/// How fast a log-likelihood can bend, whatever the ability: sums over the items, or the largest of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// The second derivative is at least minus this.
    pub(crate) curvature: f64,
    /// The third derivative is at most this, either way.
    pub(crate) turn: f64,
    /// Warm's term is at most this, either way.
    pub(crate) warm: f64,
}

impl<'a> Pattern<'a> {
    /// Takes items and responses that are known to belong to the bank.
    pub(crate) const fn new(bank: &'a ItemBank, items: &'a [ItemIndex], responses: &'a [Response]) -> Self {
        Self { bank, items, responses }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many responses there are.
    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }

    /// The curves of the items, and the answers.
    pub(crate) fn curves(&self) -> impl Iterator<Item = (ItemCurve<'a>, Response)> + Clone + use<'a> {
        let (bank, pairs) = (self.bank, self.items.iter().zip(self.responses));
        pairs.map(move |(item, response)| (bank.curve(*item), *response))
    }

    /// Whether the log-likelihood of every response goes this way as theta grows.
    pub(crate) fn all(&self, trend: Trend) -> bool {
        self.curves().all(|(curve, response)| curve.trend(response) == trend)
    }

    /// The end of their scales that all responses are at; `None` for other patterns and where there is no response.
    pub(super) fn end(&self) -> Option<PatternEnd> {
        let mut pairs = self.items.iter().zip(self.responses);
        let mut ends = pairs.clone().map(|(item, response)| self.end_of(*item, *response));
        let first = ends.next()??;
        pairs.all(|(item, response)| self.end_of(*item, *response) == Some(first)).then_some(first)
    }

    fn end_of(&self, item: ItemIndex, response: Response) -> Option<PatternEnd> {
        match response.0 {
            0 => Some(PatternEnd::Lowest),
            category if self.bank.categories(item) == Some(category + 1) => Some(PatternEnd::Highest),
            _ => None,
        }
    }

    /// Whether the log-likelihood is concave in theta whatever the responses to come.
    pub(crate) fn is_log_concave(&self) -> bool {
        self.curves().all(|(curve, response)| curve.is_log_concave(response))
    }

    /// The largest `D a` among the items: nothing changes on a scale much smaller than its inverse.
    pub(crate) fn steepest_slope(&self) -> f64 {
        self.curves().map(|(curve, _)| curve.steepness()).fold(0.0, f64::max)
    }

    pub(crate) fn limits(&self) -> Limits {
        self.curves().fold(Limits::default(), |limits, (curve, _)| Limits {
            curvature: limits.curvature + curve.curvature_limit(),
            turn: limits.turn + curve.turn_limit(),
            warm: limits.warm.max(curve.warm_limit()),
        })
    }

    pub(crate) fn log_likelihood(&self, theta: f64) -> f64 {
        self.curves().map(|(curve, response)| curve.log_likelihood(response, theta)).sum()
    }

    /// The logarithm of the test information.
    pub(crate) fn log_information(&self, theta: f64) -> f64 {
        let highest = self.highest_log_information(theta);
        let scaled: f64 = self.curves().map(|(curve, _)| (curve.log_information(theta) - highest).exp()).sum();
        highest + scaled.ln()
    }

    pub(crate) fn information(&self, theta: f64) -> f64 {
        self.curves().map(|(curve, _)| curve.information(theta)).sum()
    }

    /// First and second derivative of the log-likelihood.
    pub(crate) fn score(&self, theta: f64) -> [f64; 2] {
        self.curves().fold([0.0; 2], |sums, (curve, response)| {
            let slopes = curve.score(response, theta);
            [sums[0] + slopes[0], sums[1] + slopes[1]]
        })
    }

    pub(super) fn highest_log_information(&self, theta: f64) -> f64 {
        self.curves().map(|(curve, _)| curve.log_information(theta)).fold(f64::NEG_INFINITY, f64::max)
    }
}
