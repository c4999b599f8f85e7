//! Linking by response curves: Haebara, Stocking and Lord.

use irt_core::{ItemModel, Metric};

use super::link::{Link, LinkMethod};
use crate::kernel::SecondOrder;
use crate::node_grid::{InvalidGrid, Latent, NodeGrid};
use crate::optimum::maximise;

/// The points at which curves are compared, with weights.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkPoints {
    thetas: Vec<f64>,
    weights: Vec<f64>,
}

impl Default for LinkPoints {
    /// 41 points from -4 to 4, all of weight 1.
    fn default() -> Self {
        let thetas: Vec<f64> = (-20..=20).map(|step| f64::from(step) / 5.0).collect();
        Self { weights: vec![1.0; thetas.len()], thetas }
    }
}

impl LinkPoints {
    /// Equally spaced points, all of weight 1.
    ///
    /// # Errors
    /// [`InvalidGrid`] as for [`NodeGrid::new`].
    pub fn equal(lower: f64, upper: f64, count: usize) -> Result<Self, InvalidGrid> {
        let thetas = NodeGrid::new(lower, upper, count)?.nodes().to_vec();
        Ok(Self { weights: vec![1.0; thetas.len()], thetas })
    }

    /// Equally spaced points whose weights are the standard normal density, divided by its sum.
    ///
    /// # Errors
    /// [`InvalidGrid`] as for [`NodeGrid::new`].
    pub fn normal(lower: f64, upper: f64, count: usize) -> Result<Self, InvalidGrid> {
        let thetas = NodeGrid::new(lower, upper, count)?.nodes().to_vec();
        let log_weights = Latent { mean: 0.0, variance: 1.0 }.log_weights(&thetas);
        Ok(Self { thetas, weights: log_weights.into_iter().map(f64::exp).collect() })
    }
}

/// A curve at a point: what it should be, and the items of the other scale.
struct Comparison<'a> {
    items: &'a [ItemModel],
    metric: Metric,
    method: LinkMethod,
    /// For each point, its theta, its weight, and the values of the curves on the scale `to`.
    points: Vec<(f64, f64, Vec<f64>)>,
}

pub(super) fn link(
    from: &[ItemModel],
    to: &[ItemModel],
    metric: Metric,
    (method, points): (LinkMethod, &LinkPoints),
    start: Link,
) -> Link {
    let wanted = |theta: f64| curves(to, metric, method, theta).into_iter().map(|curve| curve[0]).collect();
    let rows = points.thetas.iter().zip(&points.weights);
    let points = rows.map(|(theta, weight)| (*theta, *weight, wanted(*theta))).collect();
    let comparison = Comparison { items: from, metric, method, points };
    let mut constants = [start.slope, start.intercept];
    maximise(&mut constants, |constants| comparison.minus_criterion(constants));
    let criterion = 0.0 - comparison.minus_criterion(&constants).value;
    Link { slope: constants[0], intercept: constants[1], criterion: Some(criterion) }
}

/// The curves that a method compares, at an ability: each with its first and second derivative.
fn curves(items: &[ItemModel], metric: Metric, method: LinkMethod, theta: f64) -> Vec<[f64; 3]> {
    let mut curves = Vec::new();
    for item in items {
        let categories = usize::from(item.categories());
        let (mut values, mut slopes) = (vec![0.0; categories], vec![[0.0; 3]; categories]);
        item.category_probabilities(theta, metric, &mut values);
        item.category_derivatives(theta, metric, &mut slopes);
        curves.push(
            values
                .into_iter()
                .zip(slopes)
                .map(|(value, [first, second, _])| [value, first, second])
                .collect::<Vec<_>>(),
        );
    }
    match method {
        LinkMethod::StockingLord => {
            let mut score = [0.0; 3];
            for (category, curve) in curves.iter().flat_map(|item| item.iter().enumerate()) {
                score.iter_mut().zip(curve).for_each(|(sum, value)| *sum += category as f64 * value);
            }
            vec![score]
        }
        _ => curves.into_iter().flatten().collect(),
    }
}

impl Comparison<'_> {
    /// Minus the sum of squared differences, with its derivatives in both constants.
    fn minus_criterion(&self, constants: &[f64]) -> SecondOrder {
        let (slope, intercept) = (constants[0], constants[1]);
        let mut sum = SecondOrder::zero(2);
        if slope <= 0.0 || !slope.is_finite() || !intercept.is_finite() {
            sum.value = f64::NEG_INFINITY;
            return sum;
        }
        for (theta, weight, wanted) in &self.points {
            let t = (theta - intercept) / slope;
            // The derivatives of t in both constants.
            let first = [-t / slope, -1.0 / slope];
            let second = [[2.0 * t / (slope * slope), 1.0 / (slope * slope)], [1.0 / (slope * slope), 0.0]];
            for ([value, p1, p2], wanted) in curves(self.items, self.metric, self.method, t).into_iter().zip(wanted) {
                let difference = wanted - value;
                sum.value -= weight * difference * difference;
                for row in 0..2 {
                    sum.gradient[row] += 2.0 * weight * difference * p1 * first[row];
                    for column in 0..2 {
                        let product = first[row] * first[column];
                        let curvature = difference * (p2 * product + p1 * second[row][column]) - p1 * p1 * product;
                        sum.hessian[row * 2 + column] += 2.0 * weight * curvature;
                    }
                }
            }
        }
        sum
    }
}
