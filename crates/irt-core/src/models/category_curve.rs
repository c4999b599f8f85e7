//! The response curves of polytomous items, in forms that neither overflow nor cancel.
//!
//! Everything is made of the logarithms of the category probabilities and their derivatives, which stay of moderate
//! size where the probabilities underflow: with `l = (ln P)'`, `P' = P l`, `P'' = P (l^2 + l')`, and so on.

/// The response curves of a polytomous item, with the metric applied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CategoryCurve {
    /// Graded models: category `k` lies between two steps of one logistic function `F`.
    ///
    /// `F(x) - F(y) = F(x) (1 - F(y)) (1 - exp(y - x))`, where `x - y` does not depend on theta.
    Cumulative {
        /// `D a`, above 0.
        slope: f64,
        /// Strictly increasing, one fewer than categories.
        thresholds: Box<[f64]>,
        /// `ln (1 - exp(y - x))` of each category; 0 for the lowest and the highest.
        log_gaps: Box<[f64]>,
    },
    /// Divide-by-total models: `P` is proportional to `exp(slope theta + intercept)`.
    Multinomial {
        /// One for each category.
        slopes: Box<[f64]>,
        /// One for each category.
        intercepts: Box<[f64]>,
    },
}

/// A category at one ability.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CategoryPoint {
    pub(crate) log_probability: f64,
    /// The first three derivatives of `log_probability`.
    pub(crate) slopes: [f64; 3],
}

/// Which way a log-likelihood goes as theta grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    Falls,
    Rises,
    /// It has a maximum in between, or the model does not say.
    Turns,
}

/// The logistic function and its complement, and their logarithms, at one step.
#[derive(Clone, Copy)]
struct LogisticStep {
    rise: f64,
    fall: f64,
    log_rise: f64,
    log_fall: f64,
}

impl LogisticStep {
    /// Below the lowest category.
    const CERTAIN: Self = Self { rise: 1.0, fall: 0.0, log_rise: 0.0, log_fall: f64::NEG_INFINITY };
    /// Above the highest category.
    const IMPOSSIBLE: Self = Self { rise: 0.0, fall: 1.0, log_rise: f64::NEG_INFINITY, log_fall: 0.0 };

    #[inline]
    fn at(z: f64) -> Self {
        let tail = (-z.abs()).exp();
        let log_head = -tail.ln_1p();
        let (head, tail) = (1.0 / (1.0 + tail), tail / (1.0 + tail));
        let (rise, fall) = if z < 0.0 { (tail, head) } else { (head, tail) };
        Self { rise, fall, log_rise: log_head + z.min(0.0), log_fall: log_head - z.max(0.0) }
    }
}

/// The distribution of the slopes over the categories of a divide-by-total model, about the likeliest category.
///
/// Taken about that category, no moment cancels where all others are improbable.
struct SlopeMoments {
    /// Slope of the likeliest category.
    origin: f64,
    /// Its exponent.
    highest: f64,
    /// Logarithm of the sum of `exp(exponent - highest)`.
    log_total: f64,
    /// Mean of the slopes less `origin`.
    mean: f64,
    /// Second and third central moments.
    central: [f64; 2],
}

impl SlopeMoments {
    #[inline]
    fn new(slopes: &[f64], intercepts: &[f64], theta: f64) -> Self {
        let (mut origin, mut highest) = (0.0, f64::NEG_INFINITY);
        for (slope, intercept) in slopes.iter().zip(intercepts) {
            let exponent = slope * theta + intercept;
            if exponent > highest {
                (origin, highest) = (*slope, exponent);
            }
        }
        let (mut total, mut first, mut second, mut third) = (0.0, 0.0, 0.0, 0.0);
        for (slope, intercept) in slopes.iter().zip(intercepts) {
            let weight = (slope * theta + intercept - highest).exp();
            let distance = slope - origin;
            let moment = weight * distance;
            total += weight;
            first += moment;
            second += moment * distance;
            third += moment * distance * distance;
        }
        let [mean, second, third] = [first, second, third].map(|sum| sum / total);
        let variance = second - mean * mean;
        let skew = third - mean * (3.0 * second - 2.0 * mean * mean);
        Self { origin, highest, log_total: f64::ln(total), mean, central: [variance, skew] }
    }

    #[inline]
    fn point(&self, slope: f64, intercept: f64, theta: f64) -> CategoryPoint {
        let log_probability = slope * theta + intercept - self.highest - self.log_total;
        let [variance, skew] = self.central;
        CategoryPoint { log_probability, slopes: [(slope - self.origin) - self.mean, -variance, -skew] }
    }
}

impl CategoryCurve {
    /// A graded item: slope `D a`, thresholds strictly increasing.
    pub(crate) fn cumulative(slope: f64, thresholds: impl Iterator<Item = f64>) -> Self {
        let slope = slope.max(f64::MIN_POSITIVE);
        let thresholds: Box<[f64]> = thresholds.collect();
        let inner = thresholds.windows(2).map(|pair| {
            let gap = (slope * (pair[1] - pair[0])).max(f64::MIN_POSITIVE);
            (-(-gap).exp_m1()).ln()
        });
        let log_gaps = std::iter::once(0.0).chain(inner).chain([0.0]).collect();
        Self::Cumulative { slope, thresholds, log_gaps }
    }

    /// A divide-by-total item: a slope and an intercept for each category.
    pub(crate) fn multinomial(lines: impl Iterator<Item = (f64, f64)>) -> Self {
        let (slopes, intercepts): (Vec<f64>, Vec<f64>) = lines.unzip();
        Self::Multinomial { slopes: slopes.into(), intercepts: intercepts.into() }
    }

    pub(crate) const fn categories(&self) -> usize {
        match self {
            Self::Cumulative { log_gaps, .. } => log_gaps.len(),
            Self::Multinomial { slopes, .. } => slopes.len(),
        }
    }

    /// Shows every category at an ability, from the lowest to the highest.
    #[inline]
    pub(crate) fn for_each(&self, theta: f64, mut visit: impl FnMut(CategoryPoint)) {
        match self {
            Self::Cumulative { slope, thresholds, log_gaps } => {
                let mut below = LogisticStep::CERTAIN;
                for (category, log_gap) in log_gaps.iter().enumerate() {
                    let threshold = thresholds.get(category);
                    let above =
                        threshold.map_or(LogisticStep::IMPOSSIBLE, |step| LogisticStep::at(slope * (theta - step)));
                    visit(graded_point(*slope, *log_gap, below, above));
                    below = above;
                }
            }
            Self::Multinomial { slopes, intercepts } => {
                let moments = SlopeMoments::new(slopes, intercepts, theta);
                for (slope, intercept) in slopes.iter().zip(intercepts) {
                    visit(moments.point(*slope, *intercept, theta));
                }
            }
        }
    }

    /// One category at an ability; the highest for a number beyond it.
    #[inline]
    pub(crate) fn at(&self, theta: f64, category: usize) -> CategoryPoint {
        let category = category.min(self.categories() - 1);
        match self {
            Self::Cumulative { slope, thresholds, log_gaps } => {
                let step = |threshold: &f64| LogisticStep::at(slope * (theta - threshold));
                let below = category.checked_sub(1).and_then(|place| thresholds.get(place));
                let above = thresholds.get(category);
                let (below, above) =
                    (below.map_or(LogisticStep::CERTAIN, step), above.map_or(LogisticStep::IMPOSSIBLE, step));
                graded_point(*slope, log_gaps[category], below, above)
            }
            Self::Multinomial { slopes, intercepts } => {
                SlopeMoments::new(slopes, intercepts, theta).point(slopes[category], intercepts[category], theta)
            }
        }
    }

    /// Fisher information.
    #[inline]
    pub(crate) fn information(&self, theta: f64) -> f64 {
        if let Self::Multinomial { slopes, intercepts } = self {
            return SlopeMoments::new(slopes, intercepts, theta).central[0].max(0.0);
        }
        let mut sum = 0.0;
        self.for_each(theta, |point| sum += point.log_probability.exp() * point.slopes[0] * point.slopes[0]);
        sum
    }

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

    /// Which way the log-likelihood of a category goes.
    pub(crate) fn trend(&self, category: usize) -> Trend {
        match self {
            Self::Cumulative { .. } if category == 0 => Trend::Falls,
            Self::Cumulative { thresholds, .. } if category >= thresholds.len() => Trend::Rises,
            Self::Cumulative { .. } => Trend::Turns,
            Self::Multinomial { slopes, .. } => {
                let (lowest, highest) = range(slopes);
                match slopes.get(category) {
                    Some(slope) if *slope <= lowest => Trend::Falls,
                    Some(slope) if *slope >= highest => Trend::Rises,
                    _ => Trend::Turns,
                }
            }
        }
    }

    /// Whether the log-likelihood of every category is concave in theta everywhere.
    ///
    /// Graded: the difference of two logistic steps of one slope is log-concave, as the sum of a linear function and of
    /// logarithms of logistic functions. Divide-by-total: a linear function less the logarithm of a sum of exponentials,
    /// which is convex.
    pub(crate) const fn is_log_concave(&self) -> bool {
        match self {
            Self::Cumulative { .. } | Self::Multinomial { .. } => true,
        }
    }

    /// Whether the model is graded; otherwise it divides by a total.
    pub(crate) const fn is_cumulative(&self) -> bool {
        matches!(self, Self::Cumulative { .. })
    }

    /// The inverse of the scale on which the curves change.
    pub(crate) fn steepness(&self) -> f64 {
        match self {
            Self::Cumulative { slope, .. } => *slope,
            Self::Multinomial { slopes, .. } => {
                let (lowest, highest) = range(slopes);
                highest - lowest
            }
        }
    }
}

impl CategoryPoint {
    /// The logarithm of this category's share in the information, `P l^2`.
    fn log_information(&self) -> f64 {
        self.log_probability + 2.0 * self.slopes[0].abs().ln()
    }
}

#[inline]
fn graded_point(slope: f64, log_gap: f64, below: LogisticStep, above: LogisticStep) -> CategoryPoint {
    let (lower, upper) = (below.rise * below.fall, above.rise * above.fall);
    let second = -slope * slope * (lower + upper);
    let third = -slope * slope * slope * (lower * (below.fall - below.rise) + upper * (above.fall - above.rise));
    CategoryPoint {
        log_probability: below.log_rise + above.log_fall + log_gap,
        slopes: [slope * (below.fall - above.rise), second, third],
    }
}

fn range(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lowest, highest), value| (lowest.min(*value), highest.max(*value)))
}
