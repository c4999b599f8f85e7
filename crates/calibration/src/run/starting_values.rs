//! Where the search begins: values from the frequencies of the categories.

use irt_core::ModelName;

/// How much steeper the logits of shares are at an ability than in a population with standard deviation 1.
const SPREAD: f64 = 1.2;
/// The asymptotes without a prior.
const LOWER_ASYMPTOTE: f64 = 0.15;
const UPPER_ASYMPTOTE: f64 = 0.97;

/// The logit of a share of responses, bounded for shares of 0 and 1.
fn logit(share: f64) -> f64 {
    let share = share.clamp(0.005, 0.995);
    (share / (1.0 - share)).ln()
}

pub(super) fn lower_asymptote() -> f64 {
    logit(LOWER_ASYMPTOTE)
}

pub(super) fn upper_asymptote() -> f64 {
    logit(UPPER_ASYMPTOTE)
}

/// The intercept of a dichotomous item.
pub(super) fn intercept(model: ModelName, counts: &[f64]) -> f64 {
    let all: f64 = counts.iter().sum();
    let right = counts.get(1).copied().unwrap_or(0.0) / all;
    let share = match model {
        ModelName::ThreePl | ModelName::FourPl => (right - LOWER_ASYMPTOTE) / (1.0 - LOWER_ASYMPTOTE),
        _ => right,
    };
    SPREAD * logit(share.max(0.05))
}

/// The falling intercepts of a graded item: logits of the shares at or above each category.
pub(super) fn cumulative(counts: &[f64], categories: usize) -> Vec<f64> {
    let all: f64 = counts.iter().sum();
    let mut below = 0.0;
    let mut intercepts: Vec<f64> = (1..categories)
        .map(|category| {
            below += counts.get(category - 1).copied().unwrap_or(0.0);
            SPREAD * logit(1.0 - below / all)
        })
        .collect();
    for place in 1..intercepts.len() {
        intercepts[place] = intercepts[place].min(intercepts[place - 1] - 0.05);
    }
    intercepts
}

/// The intercepts of adjacent categories: logarithms of their frequencies beside that of category 0.
pub(super) fn adjacent(counts: &[f64], categories: usize) -> Vec<f64> {
    let frequency = |category: usize| counts.get(category).copied().unwrap_or(0.0) + 0.5;
    (1..categories).map(|category| (frequency(category) / frequency(0)).ln()).collect()
}

/// The mean of some numbers, and their distances from it.
pub(super) fn centred(values: &[f64]) -> (f64, Vec<f64>) {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    (mean, values.iter().map(|value| value - mean).collect())
}
