//! A bound between two points, from the curvature.

/// The most that a function can reach between two points `width` apart, given its values there.
///
/// A function whose second derivative is nowhere below `-curvature` lies below the chord through the points plus
/// `curvature / 2` times the product of the distances to them. That arch has its top between the points only when the
/// chord is not too steep.
pub(super) fn most_between(left: f64, right: f64, width: f64, curvature: f64) -> f64 {
    let (rise, arch) = ((left - right).abs(), 0.5 * curvature * width * width);
    let excess = if rise < arch { (arch - rise).powi(2) / (4.0 * arch) } else { 0.0 };
    left.max(right) + excess
}

#[cfg(test)]
mod tests {
    use super::most_between;

    #[test]
    fn a_parabola_reaches_its_bound() {
        let parabola = |theta: f64| 1.0 - 1.5 * (theta - 0.3).powi(2);
        assert!((most_between(parabola(0.0), parabola(1.0), 1.0, 3.0) - 1.0).abs() < 1e-15, "the top is inside");
        assert_eq!(most_between(parabola(0.5), parabola(1.5), 1.0, 3.0), parabola(0.5), "the top is outside");
    }
}
