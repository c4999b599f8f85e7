//! The zero of a falling function between two points of different sign.

/// More steps than bisection alone needs to reach neighbouring numbers on the ability scale.
const MAX_STEPS: u32 = 120;

/// A point: the ability, and the value and the derivative of a function there.
pub(super) type Point = (f64, [f64; 2]);

/// The zero of `f`, which is above 0 at `lower` and not at `upper`, to the last bits.
///
/// Newton's steps where they stay inside the bracket and at least halve the step before; else bisection. The zero stays
/// bracketed throughout.
pub(super) fn descending_zero(f: impl Fn(f64) -> [f64; 2], lower: Point, upper: Point) -> f64 {
    let (mut left, mut right) = (lower.0, upper.0);
    let mut best = if lower.1[0] < -upper.1[0] { lower } else { upper };
    let mut last_step = right - left;
    for _ in 0..MAX_STEPS {
        let newton = -best.1[0] / best.1[1];
        let target = best.0 + newton;
        // At the zero rounding may have put the next step outside the bracket, whose other end can still be far.
        if best.1[1] < 0.0 && newton.abs() <= tolerance(best.0) {
            return target.clamp(left, right);
        }
        let is_safe = best.1[1] < 0.0 && left < target && target < right && newton.abs() <= 0.5 * last_step;
        let theta = if is_safe { target } else { left + 0.5 * (right - left) };
        last_step = (theta - best.0).abs();
        if last_step <= tolerance(theta) || theta <= left || theta >= right {
            return theta;
        }
        best = (theta, f(theta));
        match best.1[0] {
            0.0 => return theta,
            value if value > 0.0 => left = theta,
            _ => right = theta,
        }
    }
    left + 0.5 * (right - left)
}

/// What separates neighbouring numbers at an ability, or nearly.
fn tolerance(theta: f64) -> f64 {
    2.0 * f64::EPSILON * theta.abs() + 1e-16
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::descending_zero;

    fn check(f: impl Fn(f64) -> [f64; 2], lower: f64, upper: f64, zero: f64) {
        let found = descending_zero(&f, (lower, f(lower)), (upper, f(upper)));
        assert!((found - zero).abs() <= 1e-15 * zero.abs().max(1.0), "{found} instead of {zero}");
    }

    #[test]
    fn zeros_are_found_to_the_last_bits() {
        check(|x| [2.0 - x * x, -2.0 * x], 0.0, 4.0, 2f64.sqrt());
        let cubic = |x: f64| {
            let distance = x - 0.25;
            [-distance * (1.0 + 1000.0 * distance * distance), -1.0 - 3000.0 * distance * distance]
        };
        check(cubic, -4.0, 4.0, 0.25);
        check(|x| [(1.0 - x).tanh(), -1.0 / (1.0 - x).cosh().powi(2)], -100.0, 100.0, 1.0);
        check(|x| [if x < 3.0 { 1.0 } else { -1e-9 }, 0.0], -4.0, 4.0, 3.0);
    }

    /// What is added to the function keeps it above 0 at the number nearest to its zero.
    #[test]
    fn a_smooth_zero_takes_a_few_steps() {
        for zero in (1..1000).map(|place| 0.0029 * f64::from(place)) {
            let calls = Cell::new(0);
            let f = |x: f64| {
                calls.set(calls.get() + 1);
                [(zero - x) + 0.1 * (zero.exp() - x.exp()) + 1e-17, -1.0 - 0.1 * x.exp()]
            };
            let found = descending_zero(f, (0.0, f(0.0)), (3.0, f(3.0)));
            assert!((found - zero).abs() <= 1e-15 && calls.get() <= 10, "{found}, {} calls", calls.get());
        }
    }

    #[test]
    fn a_derivative_that_leads_out_of_the_bracket_costs_steps_only() {
        for factor in [-1.0, 0.0, 1e-3] {
            check(|x| [0.7 - x, -factor], -4.0, 4.0, 0.7);
        }
    }

    #[test]
    fn a_zero_at_an_end_is_found() {
        check(|x| [-x, -1.0], -1.0, 0.0, 0.0);
    }
}
