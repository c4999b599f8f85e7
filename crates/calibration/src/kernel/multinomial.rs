//! Items whose category probabilities are in proportion to `exp(slope_k theta + intercept_k)`, category 0 having 0 and 0.

use super::shape::SecondOrder;

/// Writes the exponents of the categories, 0 included, and returns the logarithm of the sum of their exponentials.
fn exponents(core: &[f64], node: f64, out: &mut [f64]) -> f64 {
    let (slopes, intercepts) = core.split_at(core.len() / 2);
    out[0] = 0.0;
    for ((z, slope), intercept) in out[1..].iter_mut().zip(slopes).zip(intercepts) {
        *z = slope * node + intercept;
    }
    let highest = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    highest + out.iter().map(|z| (z - highest).exp()).sum::<f64>().ln()
}

pub(super) fn log_probabilities(core: &[f64], nodes: &[f64], out: &mut [f64]) {
    let (count, categories) = (nodes.len(), core.len() / 2 + 1);
    let mut z = vec![0.0; categories];
    for (place, node) in nodes.iter().enumerate() {
        let normaliser = exponents(core, *node, &mut z);
        for (category, z) in z.iter().enumerate() {
            out[category * count + place] = z - normaliser;
        }
    }
}

/// The probabilities of the categories at a node.
fn probabilities(core: &[f64], node: f64, out: &mut [f64]) -> f64 {
    let normaliser = exponents(core, node, out);
    out.iter_mut().for_each(|z| *z = (*z - normaliser).exp());
    normaliser
}

pub(super) fn scores(core: &[f64], nodes: &[f64], out: &mut [f64]) {
    let (count, steps) = (nodes.len(), core.len() / 2);
    let mut p = vec![0.0; steps + 1];
    for (place, node) in nodes.iter().enumerate() {
        probabilities(core, *node, &mut p);
        for category in 0..=steps {
            let block = &mut out[category * 2 * steps * count..(category + 1) * 2 * steps * count];
            for step in 0..steps {
                let residual = f64::from(u8::from(category == step + 1)) - p[step + 1];
                block[step * count + place] = residual * node;
                block[(steps + step) * count + place] = residual;
            }
        }
    }
}

pub(super) fn expected(core: &[f64], nodes: &[f64], counts: &[f64]) -> SecondOrder {
    let (count, steps) = (nodes.len(), core.len() / 2);
    let mut sum = SecondOrder::zero(2 * steps);
    let mut p = vec![0.0; steps + 1];
    for (place, node) in nodes.iter().enumerate() {
        let all: f64 = (0..=steps).map(|category| counts[category * count + place]).sum();
        if all == 0.0 {
            continue;
        }
        let normaliser = probabilities(core, *node, &mut p);
        sum.value -= all * normaliser;
        for step in 0..steps {
            let here = counts[(step + 1) * count + place];
            sum.value += here * (core[step] * node + core[steps + step]);
            let residual = here - all * p[step + 1];
            sum.gradient[step] += residual * node;
            sum.gradient[steps + step] += residual;
        }
        add_covariances(&mut sum, *node, all, &p[1..]);
    }
    sum
}

/// Subtracts the covariances of the indicators of the categories, each times 1, theta or its square.
fn add_covariances(sum: &mut SecondOrder, node: f64, all: f64, p: &[f64]) {
    let (steps, size) = (p.len(), 2 * p.len());
    for row in 0..steps {
        for column in 0..steps {
            let same = if row == column { p[row] } else { 0.0 };
            let weight = -all * (same - p[row] * p[column]);
            sum.hessian[row * size + column] += weight * node * node;
            sum.hessian[row * size + steps + column] += weight * node;
            sum.hessian[(steps + row) * size + column] += weight * node;
            sum.hessian[(steps + row) * size + steps + column] += weight;
        }
    }
}
