//! Graded items.
//!
//! With `z_k = a theta + intercept_k`, `z_0` infinite and `z_K` minus infinity, `P_k = F(z_k) - F(z_{k+1})`. The difference
//! is a product without cancellation: `ln P_k = ln F(z_k) + ln F(-z_{k+1}) + ln(1 - exp(intercept_{k+1} - intercept_k))`.

use super::shape::{SecondOrder, log_logistic, logistic_of};

/// `ln(1 - exp(-gap))` with its first and second derivative in the gap.
fn log_gap(gap: f64) -> [f64; 3] {
    let e = (-gap).exp_m1();
    // exp(-gap) / (1 - exp(-gap)) and its derivative.
    let first = (1.0 + e) / -e;
    [(-e).ln(), first, -first * (1.0 + first)]
}

/// The gap between category `k` and the one above, for the inner categories.
fn gap(core: &[f64], category: usize) -> Option<f64> {
    let inner = 0 < category && category + 1 < core.len();
    inner.then(|| core[category] - core[category + 1])
}

pub(super) fn log_probabilities(core: &[f64], nodes: &[f64], out: &mut [f64]) {
    let count = nodes.len();
    for (category, row) in out.chunks_exact_mut(count).take(core.len()).enumerate() {
        let shift = gap(core, category).map_or(0.0, |gap| log_gap(gap)[0]);
        for (value, node) in row.iter_mut().zip(nodes) {
            let lower = if category == 0 { 0.0 } else { log_logistic(core[0] * node + core[category]) };
            let upper = core.get(category + 1).map_or(0.0, |next| log_logistic(-(core[0] * node + next)));
            *value = shift + lower + upper;
        }
    }
}

pub(super) fn scores(core: &[f64], nodes: &[f64], out: &mut [f64]) {
    let (count, size) = (nodes.len(), core.len());
    out[..size * size * count].fill(0.0);
    for category in 0..size {
        let block = &mut out[category * size * count..(category + 1) * size * count];
        let of_gap = gap(core, category).map_or(0.0, |gap| log_gap(gap)[1]);
        for (place, node) in nodes.iter().enumerate() {
            if category > 0 {
                let lower = logistic_of(-(core[0] * node + core[category]));
                block[place] += lower * node;
                block[category * count + place] = lower + of_gap;
            }
            if let Some(next) = core.get(category + 1) {
                let upper = -logistic_of(core[0] * node + next);
                block[place] += upper * node;
                block[(category + 1) * count + place] = upper - of_gap;
            }
        }
    }
}

pub(super) fn expected(core: &[f64], nodes: &[f64], counts: &[f64]) -> SecondOrder {
    let (count, size) = (nodes.len(), core.len());
    let mut sum = SecondOrder::zero(size);
    for (category, row) in counts.chunks_exact(count).enumerate() {
        if let Some(gap) = gap(core, category) {
            add_gap(&mut sum, category, log_gap(gap), row.iter().sum());
        }
    }
    for boundary in 1..size {
        // A boundary enters only the categories on its two sides: ln F(z) above it, ln F(-z) below.
        let (below, above) = (&counts[(boundary - 1) * count..], &counts[boundary * count..]);
        for ((node, below), above) in nodes.iter().zip(below).zip(above) {
            let z = core[0] * node + core[boundary];
            let (f, g) = (logistic_of(z), logistic_of(-z));
            let log_f = log_logistic(z);
            sum.value += above * log_f + below * (log_f - z);
            let residual = above * g - below * f;
            sum.gradient[0] += residual * node;
            sum.gradient[boundary] += residual;
            let weight = -(above + below) * f * g;
            sum.add_curvature(0, 0, weight * node * node);
            sum.add_curvature(0, boundary, weight * node);
            sum.add_curvature(boundary, boundary, weight);
        }
    }
    sum
}

fn add_gap(sum: &mut SecondOrder, category: usize, [value, first, second]: [f64; 3], count: f64) {
    sum.value += count * value;
    sum.gradient[category] += count * first;
    sum.gradient[category + 1] -= count * first;
    sum.add_curvature(category, category, count * second);
    sum.add_curvature(category + 1, category + 1, count * second);
    sum.add_curvature(category, category + 1, -count * second);
}
