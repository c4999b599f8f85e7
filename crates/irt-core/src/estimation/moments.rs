//! Mean and spread of weighted points that arrive one by one.

/// A weighted mean and the squares about it, the weights being known by their logarithms up to a common constant.
///
/// Each point corrects the mean, and squares are taken about it, so that a spread far below the mean loses no digits.
///
/// # Reference
/// West (1979).
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    /// The logarithm of what the weights are divided by.
    log_scale: f64,
    total: f64,
    mean: f64,
    squares: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self { log_scale: f64::NEG_INFINITY, total: 0.0, mean: 0.0, squares: 0.0 }
    }
}

impl Moments {
    /// Divides the weights to come by `exp(log_weight)` if that is more than what they have been divided by.
    pub(super) fn rise_to(&mut self, log_weight: f64) {
        if log_weight > self.log_scale {
            let factor = (self.log_scale - log_weight).exp();
            (self.total, self.squares) = (self.total * factor, self.squares * factor);
            self.log_scale = log_weight;
        }
    }

    /// Takes a point in with the weight `share * exp(log_weight)`.
    pub(super) fn add(&mut self, point: f64, share: f64, log_weight: f64) {
        let weight = share * (log_weight - self.log_scale).exp();
        if weight > 0.0 {
            self.total += weight;
            let distance = point - self.mean;
            self.mean += distance * (weight / self.total);
            self.squares += weight * distance * (point - self.mean);
        }
    }

    /// The highest logarithm that the weights have been divided by; minus infinity before the first.
    pub(super) const fn log_highest(&self) -> f64 {
        self.log_scale
    }

    /// The logarithm of the sum of the weights; minus infinity before the first.
    pub(super) fn log_total(&self) -> f64 {
        if self.total > 0.0 { self.log_scale + self.total.ln() } else { f64::NEG_INFINITY }
    }

    /// Mean and standard deviation; `None` when no point has had a weight.
    pub(super) fn mean_and_sd(&self) -> Option<(f64, f64)> {
        let sd = (self.squares / self.total).sqrt();
        (self.total > 0.0 && sd.is_finite()).then_some((self.mean, sd))
    }
}

#[cfg(test)]
mod tests {
    use super::Moments;

    #[test]
    fn points_of_any_scale_have_their_mean_and_spread() {
        for log_scale in [-1e6, 0.0, 1e6] {
            let mut moments = Moments::default();
            for (point, weight) in [(1e3, 1.0_f64), (1e3 + 1e-6, 2.0), (1e3 + 3e-6, 1.0)] {
                moments.rise_to(log_scale + weight.ln());
                moments.add(point, 0.5, log_scale + weight.ln());
            }
            let (mean, sd) = moments.mean_and_sd().unwrap();
            assert!((moments.log_total() - log_scale - 2f64.ln()).abs() <= 1e-15 * log_scale.abs().max(1.0));
            assert!((mean - 1e3 - 1.25e-6).abs() < 1e-12 && (sd / 1.0897e-6 - 1.0).abs() < 1e-4, "{mean}, {sd}");
        }
    }

    #[test]
    fn nothing_has_no_mean() {
        assert_eq!(Moments::default().mean_and_sd(), None);
        let mut weightless = Moments::default();
        weightless.add(1.0, 1.0, f64::NEG_INFINITY);
        assert_eq!(weightless.log_total(), f64::NEG_INFINITY);
        assert_eq!(weightless.mean_and_sd(), None);
    }
}
