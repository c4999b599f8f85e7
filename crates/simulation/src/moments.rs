//! Means, variances and covariances, updated number by number.

/// Mean and spread of pairs, updated without cancellation: Welford (1962), for the covariance Chan, Golub and
/// LeVeque (1983).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct PairMoments {
    count: u64,
    mean: [f64; 2],
    squares: [f64; 2],
    products: f64,
}

impl PairMoments {
    pub(crate) fn add(&mut self, [x, y]: [f64; 2]) {
        self.count += 1;
        let count = self.count as f64;
        let (from_old_x, from_old_y) = (x - self.mean[0], y - self.mean[1]);
        self.mean[0] += from_old_x / count;
        self.mean[1] += from_old_y / count;
        self.squares[0] += from_old_x * (x - self.mean[0]);
        self.squares[1] += from_old_y * (y - self.mean[1]);
        self.products += from_old_x * (y - self.mean[1]);
    }

    /// Whether there is a pair.
    pub(crate) const fn has_pairs(&self) -> bool {
        self.count > 0
    }

    /// The mean of the first of each pair.
    pub(crate) const fn first_mean(&self) -> f64 {
        self.mean[0]
    }

    /// The mean of each.
    pub(crate) const fn means(&self) -> [f64; 2] {
        self.mean
    }

    /// The standard error of the mean of `weights[0] x + weights[1] y`; `None` for a single pair.
    pub(crate) fn error_of_mean(&self, weights: [f64; 2]) -> Option<f64> {
        let [x, y] = weights;
        let squares = x * x * self.squares[0] + y * y * self.squares[1] + 2.0 * x * y * self.products;
        let count = self.count as f64;
        // Rounding can take what is 0 below it.
        (self.count > 1).then(|| (squares.max(0.0) / (count * (count - 1.0))).sqrt())
    }

    /// Pearson's correlation; `None` when one side does not vary.
    pub(crate) fn correlation(&self) -> Option<f64> {
        let scale = self.squares[0].sqrt() * self.squares[1].sqrt();
        (scale > 0.0).then(|| (self.products / scale).clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::PairMoments;

    fn moments_of(pairs: &[[f64; 2]]) -> PairMoments {
        let mut moments = PairMoments::default();
        pairs.iter().for_each(|pair| moments.add(*pair));
        moments
    }

    #[test]
    fn the_correlation_is_pearsons() {
        let moments = moments_of(&[[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]]);
        assert_eq!(moments.first_mean(), 2.5);
        assert!((moments.correlation().unwrap() - 0.6).abs() < 1e-15);
    }

    #[test]
    fn a_large_offset_does_not_cancel() {
        let moments = moments_of(&[[1e9 + 1.0, 2.0], [1e9 + 2.0, 1.0], [1e9 + 3.0, 4.0], [1e9 + 4.0, 3.0]]);
        assert!((moments.correlation().unwrap() - 0.6).abs() < 1e-12);
    }

    #[test]
    fn without_variation_there_is_no_correlation() {
        assert_eq!(moments_of(&[[1.0, 2.0], [1.0, 3.0]]).correlation(), None);
        assert_eq!(moments_of(&[]).correlation(), None);
    }
}
