//! From the parameters of an item that are estimated to the core parameters of its family.

/// How core parameters follow from estimated ones. `K` is the highest category.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mapping {
    /// The item is fixed at these core parameters; nothing is estimated.
    Fixed(Vec<f64>),
    /// The core parameters themselves are estimated.
    Identity,
    /// The slope is 1; the core parameters after it are estimated.
    UnitSlope,
    /// Slope `a` and the intercepts; category `k` has the slope `k a`.
    GeneralizedPartialCredit,
    /// The intercepts; category `k` has the slope `k`.
    PartialCredit,
    /// Location `b` and the first `K - 1` steps, whose sum with the last is 0; the intercept of `k` is `-k b - s_1 - … - s_k`.
    RatingScale,
    /// Slope `a`, location `b` and the first `K - 1` category parameters, whose sum with the last is 0; the intercept of `k` is
    /// `a (c_k - b)`.
    ModifiedGraded,
}

/// The last of several numbers whose sum is 0.
pub(crate) fn last_of_zero_sum(others: &[f64]) -> f64 {
    -others.iter().sum::<f64>()
}

impl Mapping {
    /// The core parameters.
    pub(crate) fn core(&self, local: &[f64], categories: usize) -> Vec<f64> {
        let steps = categories - 1;
        match self {
            Self::Fixed(core) => core.clone(),
            Self::Identity => local.to_vec(),
            Self::UnitSlope => [1.0].iter().chain(local).copied().collect(),
            Self::GeneralizedPartialCredit => {
                let slopes = (1..=steps).map(|category| category as f64 * local[0]);
                slopes.chain(local[1..].iter().copied()).collect()
            }
            Self::PartialCredit => (1..=steps).map(|category| category as f64).chain(local.iter().copied()).collect(),
            Self::RatingScale => {
                let all_steps = local[1..].iter().copied().chain([last_of_zero_sum(&local[1..])]);
                let intercepts = all_steps.scan(0.0, |sum, step| {
                    *sum -= local[0] + step;
                    Some(*sum)
                });
                (1..=steps).map(|category| category as f64).chain(intercepts).collect()
            }
            Self::ModifiedGraded => {
                let all = local[2..].iter().copied().chain([last_of_zero_sum(&local[2..])]);
                [local[0]].into_iter().chain(all.map(|c| local[0] * (c - local[1]))).collect()
            }
        }
    }

    /// The derivatives of the core parameters in the estimated ones, a row for each core parameter.
    pub(crate) fn jacobian(&self, local: &[f64], core_len: usize, categories: usize) -> Vec<f64> {
        let (size, steps) = (local.len(), categories - 1);
        let mut jacobian = vec![0.0; core_len * size];
        match self {
            Self::Fixed(_) => {}
            Self::Identity => (0..size).for_each(|place| jacobian[place * size + place] = 1.0),
            Self::UnitSlope => (0..size).for_each(|place| jacobian[(place + 1) * size + place] = 1.0),
            Self::GeneralizedPartialCredit => {
                for step in 0..steps {
                    jacobian[step * size] = (step + 1) as f64;
                    jacobian[(steps + step) * size + step + 1] = 1.0;
                }
            }
            Self::PartialCredit => (0..steps).for_each(|step| jacobian[(steps + step) * size + step] = 1.0),
            Self::RatingScale => {
                for step in 0..steps {
                    let row = &mut jacobian[(steps + step) * size..][..size];
                    row[0] = -((step + 1) as f64);
                    // The last intercept has all steps, whose sum is 0.
                    if step + 1 < steps {
                        row[1..=step + 1].fill(-1.0);
                    }
                }
            }
            Self::ModifiedGraded => {
                jacobian[0] = 1.0;
                let last = last_of_zero_sum(&local[2..]);
                for step in 0..steps {
                    let row = &mut jacobian[(step + 1) * size..][..size];
                    row[0] = local.get(step + 2).copied().unwrap_or(last) - local[1];
                    row[1] = -local[0];
                    match row.get_mut(step + 2) {
                        Some(of_c) => *of_c = local[0],
                        None => row[2..].fill(-local[0]),
                    }
                }
            }
        }
        jacobian
    }

    /// Adds what the curvature of the mapping contributes to second derivatives, from the gradient in the core parameters.
    pub(crate) fn add_curvature(&self, core_gradient: &[f64], hessian: &mut [f64], size: usize) {
        if *self != Self::ModifiedGraded {
            return;
        }
        let mut add = |row: usize, column: usize, value: f64| {
            hessian[row * size + column] += value;
            hessian[column * size + row] += value;
        };
        let (last, steps) = (core_gradient[size - 1], core_gradient[1..].iter());
        add(0, 1, -steps.clone().sum::<f64>());
        for (column, gradient) in (2..size).zip(steps) {
            add(0, column, gradient - last);
        }
    }
}
