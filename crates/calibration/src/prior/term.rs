//! The log density of one parameter as a function of the estimated ones.

use super::density::Density;
use crate::kernel::SecondOrder;

/// A parameter with a prior, as a function of the estimated parameters at these places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Quantity {
    /// The estimated parameter itself: a slope, an intercept, a location, the logit of an asymptote.
    Itself(usize),
    /// The asymptote whose logit is estimated.
    Asymptote(usize),
    /// `(before - after) / slope`: a difficulty, threshold or step. A slope that is `None` is 1, an intercept before the first 0.
    Difficulty { before: Option<usize>, after: usize, slope: Option<usize> },
}

/// A quantity and its density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PriorTerm {
    pub(crate) quantity: Quantity,
    pub(crate) density: Density,
}

impl PriorTerm {
    /// The places of the estimated parameters that enter.
    pub(crate) fn places(&self) -> Vec<usize> {
        match self.quantity {
            Quantity::Itself(place) | Quantity::Asymptote(place) => vec![place],
            Quantity::Difficulty { before, after, slope } => {
                [Some(after), before, slope].into_iter().flatten().collect()
            }
        }
    }

    /// The log density with its derivatives in the parameters at [`places`](Self::places).
    pub(crate) fn log_density(&self, parameters: &[f64]) -> SecondOrder {
        let quantity = self.value(parameters);
        let [value, first, second] = self.density.with_derivatives(quantity.value);
        let size = quantity.gradient.len();
        let mut sum = SecondOrder { value, ..SecondOrder::zero(size) };
        for row in 0..size {
            sum.gradient[row] = first * quantity.gradient[row];
            for column in 0..size {
                let cell = row * size + column;
                sum.hessian[cell] =
                    first * quantity.hessian[cell] + second * quantity.gradient[row] * quantity.gradient[column];
            }
        }
        sum
    }

    /// The quantity with its derivatives.
    fn value(&self, parameters: &[f64]) -> SecondOrder {
        match self.quantity {
            Quantity::Itself(place) => {
                SecondOrder { value: parameters[place], gradient: vec![1.0], hessian: vec![0.0] }
            }
            Quantity::Asymptote(place) => {
                let value = 1.0 / (1.0 + (-parameters[place]).exp());
                let slope = value * (1.0 - value);
                SecondOrder { value, gradient: vec![slope], hessian: vec![slope * (1.0 - 2.0 * value)] }
            }
            Quantity::Difficulty { before, after, slope } => {
                let a = slope.map_or(1.0, |place| parameters[place]);
                let value = (before.map_or(0.0, |place| parameters[place]) - parameters[after]) / a;
                difficulty(value, a, before.is_some(), slope.is_some())
            }
        }
    }
}

/// `(before - after) / a` with its derivatives in after, before and a, as far as they are estimated.
fn difficulty(value: f64, a: f64, has_before: bool, has_slope: bool) -> SecondOrder {
    let mut gradient = vec![-1.0 / a];
    gradient.extend(has_before.then_some(1.0 / a));
    gradient.extend(has_slope.then_some(-value / a));
    let mut quantity = SecondOrder { value, ..SecondOrder::zero(gradient.len()) };
    if has_slope {
        let of_slope = gradient.len() - 1;
        for (place, slope) in gradient[..of_slope].iter().enumerate() {
            quantity.add_curvature(place, of_slope, -slope / a);
        }
        quantity.add_curvature(of_slope, of_slope, 2.0 * value / (a * a));
    }
    quantity.gradient = gradient;
    quantity
}
