//! The exponential function in a form that the compiler can apply to several numbers at a time.

/// Beyond this, either way, the argument counts as this: far from overflow, and so is one more than the result.
const LIMIT: f64 = 700.0;
/// Added to a number below 2^51, leaves its nearest integer in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// `ln 2` in two parts, the first with enough zeros at its end that its multiples are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// `1 / k!` from `k = 13` down to 2.
const COEFFICIENTS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
];

/// `exp(x)` for `x` within ±700, and that of the nearer limit beyond, without a branch or a call.
///
/// # Formula
/// `2^n exp(r)` with `n` the integer nearest to `x / ln 2` and `r = x - n ln 2`, `|r| <= 0.347`, where the first
/// fourteen terms of the series leave out less than 1e-17.
///
/// # Accuracy
/// Within 4e-16 of the result.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    let x = if x > LIMIT { LIMIT } else { x };
    let x = if x < -LIMIT { -LIMIT } else { x };
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = (x - n * LN_2[0]) - n * LN_2[1];
    let mut sum = COEFFICIENTS[0];
    for coefficient in &COEFFICIENTS[1..] {
        sum = sum * r + coefficient;
    }
    let power = sum * (r * r) + r + 1.0;
    // The integer is added to the exponent; what overflows its twelve bits is not there within the limits.
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52))
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn agrees_with_the_standard_library() {
        for place in -700_000..=700_000 {
            let x = f64::from(place) / 1000.0;
            let (found, expected) = (exp(x), x.exp());
            assert!((found / expected - 1.0).abs() <= 6e-16, "exp({x}): {found} instead of {expected}");
        }
    }

    #[test]
    fn stays_finite_beyond_its_limits() {
        for x in [701.0, 1e6, f64::INFINITY] {
            assert_eq!((exp(x), exp(-x)), (exp(700.0), exp(-700.0)));
        }
        assert_eq!((exp(0.0), exp(-0.0), exp(1e-300)), (1.0, 1.0, 1.0));
    }
}
