//! The zero of a continuous function between two points of different sign.

/// More steps than bisection alone needs to reach neighbouring numbers on the ability scale.
const MAX_STEPS: u32 = 120;

/// The zero of `f` between `lower` and `upper`, where its values have different signs, to the last bits.
///
/// Inverse quadratic interpolation where it is safe, else bisection; the zero stays bracketed throughout.
///
/// # Reference
/// Chandrupatla (1997).
pub(crate) fn bracketed_zero(f: impl Fn(f64) -> f64, lower: (f64, f64), upper: (f64, f64)) -> f64 {
    let (mut a, mut b) = (upper, lower);
    let mut fraction = 0.5;
    for _ in 0..MAX_STEPS {
        let theta = a.0 + fraction * (b.0 - a.0);
        let point = (theta, f(theta));
        // The bracket is [a, b], a the latest point; c is the point that has dropped out of it.
        let c;
        if (point.1 > 0.0) == (a.1 > 0.0) {
            c = a;
        } else {
            c = b;
            b = a;
        }
        a = point;
        let best = if a.1.abs() < b.1.abs() { a } else { b };
        let tolerance = 2.0 * f64::EPSILON * best.0.abs() + 1e-16;
        let share = tolerance / (b.0 - a.0).abs();
        if best.1 == 0.0 || share > 0.5 {
            return best.0;
        }
        let (xi, phi) = ((a.0 - b.0) / (c.0 - b.0), (a.1 - b.1) / (c.1 - b.1));
        let interpolates = phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi;
        fraction = if interpolates {
            let toward_b = a.1 / (b.1 - a.1) * c.1 / (b.1 - c.1);
            let toward_c = (c.0 - a.0) / (b.0 - a.0) * a.1 / (c.1 - a.1) * b.1 / (c.1 - b.1);
            (toward_b + toward_c).clamp(share, 1.0 - share)
        } else {
            0.5
        };
    }
    0.5 * (a.0 + b.0)
}

#[cfg(test)]
mod tests {
    use super::bracketed_zero;

    fn check(f: impl Fn(f64) -> f64, lower: f64, upper: f64, zero: f64) {
        let found = bracketed_zero(&f, (lower, f(lower)), (upper, f(upper)));
        assert!((found - zero).abs() <= 1e-15 * zero.abs().max(1.0), "{found} instead of {zero}");
    }

    #[test]
    fn zeros_are_found_to_the_last_bits() {
        check(|x| 2.0 - x * x, 0.0, 4.0, 2f64.sqrt());
        check(|x| -(x - 0.25) * (1.0 + 1000.0 * (x - 0.25).powi(2)), -4.0, 4.0, 0.25);
        check(|x| (1.0 - x).tanh(), -100.0, 100.0, 1.0);
        check(|x| if x < 3.0 { 1.0 } else { -1e-9 }, -4.0, 4.0, 3.0);
    }

    #[test]
    fn a_zero_at_an_end_is_found() {
        check(|x| -x, -1.0, 0.0, 0.0);
    }
}
