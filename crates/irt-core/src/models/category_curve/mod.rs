//! The response curves of polytomous items, in forms that neither overflow nor cancel.
//!
//! Everything is made of the logarithms of the category probabilities and their derivatives, which stay of moderate
//! size where the probabilities underflow: with `l = (ln P)'`, `P' = P l`, `P'' = P (l^2 + l')`, and so on.

mod category_point;
mod cumulative;
mod functions;
mod multinomial;

pub(crate) use category_point::CategoryPoint;
pub(crate) use cumulative::Cumulative;
pub(crate) use functions::{CategoryFunctions, Trend};
pub(crate) use multinomial::Multinomial;

/// Declares the kinds of curves, and `of_kind!`: an expression on a curve, compiled for each kind.
macro_rules! category_curves {
    ($($(#[$doc:meta])* $kind:ident,)+) => {
        /// The response curves of a polytomous item, with the metric applied.
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) enum CategoryCurve {
            $($(#[$doc])* $kind($kind),)+
        }

        $(impl From<$kind> for CategoryCurve {
            fn from(curve: $kind) -> Self {
                Self::$kind(curve)
            }
        })+

        macro_rules! of_kind {
            ($subject:expr, $curve:ident => $value:expr) => {
                match $subject {
                    $(CategoryCurve::$kind($curve) => $value,)+
                }
            };
        }
    };
}

category_curves! {
    /// Graded models.
    Cumulative,
    /// Divide-by-total models.
    Multinomial,
}

impl CategoryFunctions for CategoryCurve {
    fn categories(&self) -> usize {
        of_kind!(self, curve => curve.categories())
    }

    #[inline]
    fn for_each(&self, theta: f64, visit: impl FnMut(CategoryPoint)) {
        of_kind!(self, curve => curve.for_each(theta, visit));
    }

    /// One category at an ability; the highest for a number beyond it.
    #[inline]
    fn at(&self, theta: f64, category: usize) -> CategoryPoint {
        of_kind!(self, curve => curve.at(theta, category.min(curve.categories() - 1)))
    }

    fn steepness(&self) -> f64 {
        of_kind!(self, curve => curve.steepness())
    }

    /// The probability of a category at every node; the highest for a number beyond it.
    fn fill_column(&self, category: usize, nodes: &[f64], column: &mut [f64]) {
        of_kind!(self, curve => curve.fill_column(category.min(curve.categories() - 1), nodes, column));
    }

    #[inline]
    fn information(&self, theta: f64) -> f64 {
        of_kind!(self, curve => curve.information(theta))
    }

    fn trend(&self, category: usize) -> Trend {
        of_kind!(self, curve => curve.trend(category))
    }

    fn is_log_concave(&self) -> bool {
        of_kind!(self, curve => curve.is_log_concave())
    }

    fn curvature_limit(&self) -> f64 {
        of_kind!(self, curve => curve.curvature_limit())
    }

    fn turn_limit(&self) -> f64 {
        of_kind!(self, curve => curve.turn_limit())
    }

    fn warm_limit(&self) -> f64 {
        of_kind!(self, curve => curve.warm_limit())
    }

    fn greatest_information(&self) -> f64 {
        of_kind!(self, curve => curve.greatest_information())
    }

    fn information_limit(&self, ends: [f64; 2]) -> f64 {
        of_kind!(self, curve => curve.information_limit(ends))
    }
}

impl CategoryCurve {
    /// The logarithm of the Fisher information, which exists where the information itself underflows.
    pub(crate) fn log_information(&self, theta: f64) -> f64 {
        let mut highest = f64::NEG_INFINITY;
        self.for_each(theta, |point| highest = highest.max(point.log_information()));
        if highest == f64::NEG_INFINITY {
            return f64::MIN;
        }
        let mut scaled = 0.0;
        self.for_each(theta, |point| scaled += (point.log_information() - highest).exp());
        highest + scaled.ln()
    }

    /// `[I, I', I'', J, J']`, each divided by `exp(log_scale)`: information and Warm's term with their derivatives.
    pub(crate) fn scaled_moments(&self, theta: f64, log_scale: f64) -> [f64; 5] {
        // A category this much likelier than its information has derivatives that underflow against the others'.
        const DOMINANT: f64 = 600.0;
        let mut sums = [0.0; 5];
        self.for_each(theta, |point| {
            let [l, m, n] = point.slopes;
            let log_weight = point.log_probability - log_scale;
            if log_weight > DOMINANT {
                return;
            }
            let weight = log_weight.exp();
            let square = l * l;
            sums[0] += weight * square;
            sums[1] += weight * (l * (square + 2.0 * m));
            sums[2] += weight * (square * (square + 5.0 * m) + 2.0 * (m * m + l * n));
            sums[3] += weight * (l * (square + m));
            sums[4] += weight * (square * (square + 4.0 * m) + m * m + l * n);
        });
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_the_probabilities() {
        let nodes: Vec<f64> = (-80..=80).map(|place| f64::from(place) / 10.0).collect();
        let mut column = vec![0.0; nodes.len()];
        let graded = Cumulative::new(1.7, [-1.0, -0.999, 2.0].into_iter());
        let nominal = Multinomial::new([(0.8, 0.3), (2.0, -0.4)].into_iter());
        for curve in [CategoryCurve::from(graded), CategoryCurve::from(nominal)] {
            for category in 0..curve.categories() {
                curve.fill_column(category, &nodes, &mut column);
                for (theta, found) in nodes.iter().zip(&column) {
                    let expected = curve.at(*theta, category).log_probability.exp();
                    assert!((found / expected - 1.0).abs() <= 1e-14, "{curve:?}, {category} at {theta}");
                }
            }
        }
    }
}
