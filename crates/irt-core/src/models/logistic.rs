//! The logistic function in a form that the compiler can apply to several numbers at a time.

/// Beyond this, either way, the argument counts as this: far from overflow, and the result is 0 or 1 to any purpose.
const LIMIT: f64 = 700.0;
/// Added to a number below 2^51, leaves its nearest integer in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// `ln 2` in two parts, the first with enough zeros at its end that its multiples are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

/// `1 / (1 + exp(-z))` and its complement for `z` within ±700, and those of the nearer limit beyond.
///
/// No branch, no call, one division.
///
/// # Formula
/// `exp(-z) = 2^n exp(r)` with `n` the integer nearest to `-z / ln 2` and `|r| <= 0.347`. There `exp(r)` is
/// `(E + O) / (E - O)`, the Padé approximant of order 6 with its even part `E` and its odd part `O`, to 2e-19. Hence
/// `1 / (1 + exp(-z)) = (E - O) / ((E - O) + 2^n (E + O))`.
///
/// # Accuracy
/// Within 1e-15 of either result, relative to it.
#[inline(always)]
pub(in crate::models) fn logistic(z: f64) -> [f64; 2] {
    let z = if z > LIMIT { LIMIT } else { z };
    let z = if z < -LIMIT { -LIMIT } else { z };
    let shifted = ROUNDER - z * std::f64::consts::LOG2_E;
    let n = shifted - ROUNDER;
    let r = (-z - n * LN_2[0]) - n * LN_2[1];
    let square = r * r;
    let even = 1.0 + square * (5.0 / 44.0 + square * (1.0 / 792.0 + square * (1.0 / 665_280.0)));
    let odd = r * (0.5 + square * (1.0 / 66.0 + square * (1.0 / 15_840.0)));
    // The integer is added to the exponent, which does not overflow within the limits.
    let scaled = f64::from_bits((even + odd).to_bits().wrapping_add(shifted.to_bits() << 52));
    let share = 1.0 / ((even - odd) + scaled);
    [(even - odd) * share, scaled * share]
}

#[cfg(test)]
mod tests {
    use super::logistic;

    #[test]
    fn agrees_with_the_standard_library() {
        for place in -70_000..=70_000 {
            let z = f64::from(place) / 100.0;
            let tail = (-z.abs()).exp();
            let (head, tail) = (1.0 / (1.0 + tail), tail / (1.0 + tail));
            let expected = if z < 0.0 { [tail, head] } else { [head, tail] };
            for (found, expected) in logistic(z).into_iter().zip(expected) {
                assert!((found / expected - 1.0).abs() <= 1e-15, "at {z}: {found} instead of {expected}");
            }
        }
    }

    #[test]
    fn stays_finite_beyond_its_limits() {
        for z in [701.0, 1e6, f64::INFINITY] {
            assert_eq!((logistic(z), logistic(-z)), (logistic(700.0), logistic(-700.0)));
        }
        assert_eq!((logistic(0.0), logistic(-0.0)), ([0.5, 0.5], [0.5, 0.5]));
    }
}
