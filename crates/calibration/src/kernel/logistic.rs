//! Dichotomous logistic items.
//!
//! With `z = a theta + intercept`, `F = 1 / (1 + exp(-z))`, `c` and `d` the logistic functions of their logits:
//! `P_1 = c + (d - c) F`.

use super::shape::{Asymptotes, SecondOrder, log_logistic, logistic_of};

/// `P_1` at a node with its first and second derivatives in `(z, logit c, logit d)`.
struct Point {
    right: f64,
    wrong: f64,
    first: [f64; 3],
    /// In the order zz, zc, zd, cc, dd; the one in c and d is 0.
    second: [f64; 5],
}

impl Point {
    fn new(asymptotes: Asymptotes, core: &[f64], node: f64) -> Self {
        let z = core[0] * node + core[1];
        let (f, g) = (logistic_of(z), logistic_of(-z));
        let (c, below_c) = match asymptotes {
            Asymptotes::None => (0.0, 1.0),
            Asymptotes::Lower | Asymptotes::Both => (logistic_of(core[2]), logistic_of(-core[2])),
        };
        let (d, above_d) = match asymptotes {
            Asymptotes::Both => (logistic_of(core[3]), logistic_of(-core[3])),
            Asymptotes::None | Asymptotes::Lower => (1.0, 0.0),
        };
        let (range, slope_c, slope_d) = (d - c, c * below_c, d * above_d);
        Self {
            right: c * g + d * f,
            wrong: below_c * g + above_d * f,
            first: [range * f * g, g * slope_c, f * slope_d],
            second: [
                range * f * g * (g - f),
                -f * g * slope_c,
                f * g * slope_d,
                g * slope_c * (below_c - c),
                f * slope_d * (above_d - d),
            ],
        }
    }
}

pub(super) fn log_probabilities(asymptotes: Asymptotes, core: &[f64], nodes: &[f64], out: &mut [f64]) {
    let (wrong, right) = out.split_at_mut(nodes.len());
    for (place, node) in nodes.iter().enumerate() {
        match asymptotes {
            Asymptotes::None => {
                let z = core[0] * node + core[1];
                right[place] = log_logistic(z);
                // ln F(-z) = ln F(z) - z.
                wrong[place] = right[place] - z;
            }
            Asymptotes::Lower | Asymptotes::Both => {
                let point = Point::new(asymptotes, core, *node);
                (wrong[place], right[place]) = (point.wrong.ln(), point.right.ln());
            }
        }
    }
}

pub(super) fn scores(asymptotes: Asymptotes, core: &[f64], nodes: &[f64], out: &mut [f64]) {
    let (count, size) = (nodes.len(), core.len());
    for (place, node) in nodes.iter().enumerate() {
        let point = Point::new(asymptotes, core, *node);
        for (category, factor) in [-1.0 / point.wrong, 1.0 / point.right].into_iter().enumerate() {
            let values = [point.first[0] * node, point.first[0], point.first[1], point.first[2]];
            for (parameter, value) in values.into_iter().take(size).enumerate() {
                out[(category * size + parameter) * count + place] = factor * value;
            }
        }
    }
}

pub(super) fn expected(asymptotes: Asymptotes, core: &[f64], nodes: &[f64], counts: &[f64]) -> SecondOrder {
    let (wrong, right) = counts.split_at(nodes.len());
    match asymptotes {
        Asymptotes::None => two_pl(core, nodes, wrong, right),
        Asymptotes::Lower | Asymptotes::Both => with_asymptotes(asymptotes, core, nodes, [wrong, right]),
    }
}

fn two_pl(core: &[f64], nodes: &[f64], wrong: &[f64], right: &[f64]) -> SecondOrder {
    let mut sum = SecondOrder::zero(2);
    let mut curvature = [0.0; 3];
    for ((node, wrong), right) in nodes.iter().zip(wrong).zip(right) {
        let z = core[0] * node + core[1];
        // One exponential for F, ln F and their complements.
        let e = (-z.abs()).exp();
        let (small, large) = (e / (1.0 + e), 1.0 / (1.0 + e));
        let (f, g) = if z >= 0.0 { (large, small) } else { (small, large) };
        let log_large = -e.ln_1p();
        sum.value += right * (log_large + z.min(0.0)) + wrong * (log_large - z.max(0.0));
        let residual = right * g - wrong * f;
        sum.gradient[0] += residual * node;
        sum.gradient[1] += residual;
        let weight = (right + wrong) * f * g;
        curvature[0] -= weight * node * node;
        curvature[1] -= weight * node;
        curvature[2] -= weight;
    }
    sum.hessian = vec![curvature[0], curvature[1], curvature[1], curvature[2]];
    sum
}

fn with_asymptotes(asymptotes: Asymptotes, core: &[f64], nodes: &[f64], counts: [&[f64]; 2]) -> SecondOrder {
    let mut sum = SecondOrder::zero(core.len());
    for (place, node) in nodes.iter().enumerate() {
        let point = Point::new(asymptotes, core, *node);
        let (wrong, right) = (counts[0][place], counts[1][place]);
        if wrong + right == 0.0 {
            continue;
        }
        sum.value += right * point.right.ln() + wrong * point.wrong.ln();
        let (to_right, to_wrong) = (right / point.right, wrong / point.wrong);
        let (first, second) = (to_right - to_wrong, to_right / point.right + to_wrong / point.wrong);
        add_point(&mut sum, &point, *node, [first, second]);
    }
    sum
}

/// Adds a node: the derivatives of `ln P` follow from those of `P` by the chain rule.
fn add_point(sum: &mut SecondOrder, point: &Point, node: f64, [first, second]: [f64; 2]) {
    let [p_z, p_c, p_d] = point.first;
    let [p_zz, p_zc, p_zd, p_cc, p_dd] = point.second;
    let slopes = [p_z * node, p_z, p_c, p_d];
    let curvatures = [
        [p_zz * node * node, p_zz * node, p_zc * node, p_zd * node],
        [p_zz * node, p_zz, p_zc, p_zd],
        [p_zc * node, p_zc, p_cc, 0.0],
        [p_zd * node, p_zd, 0.0, p_dd],
    ];
    let size = sum.gradient.len();
    for row in 0..size {
        sum.gradient[row] += first * slopes[row];
        for column in 0..size {
            sum.hessian[row * size + column] += first * curvatures[row][column] - second * slopes[row] * slopes[column];
        }
    }
}
