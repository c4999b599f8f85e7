//! The Gauss-Legendre rule of 16 points.

/// Points of the rule.
pub(super) const POINTS: usize = 16;

/// The upper half of the points on [-1, 1], with their weights; the lower half mirrors it.
///
/// Zeros of the Legendre polynomial of order 16 and `2 / ((1 - x^2) P'(x)^2)`, computed to 40 digits.
const UPPER_HALF: [(f64, f64); POINTS / 2] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// The points of an interval in no particular order, and their weights.
pub(super) fn rule(left: f64, right: f64) -> ([f64; POINTS], [f64; POINTS]) {
    let (middle, half) = (0.5 * (left + right), 0.5 * (right - left));
    let (mut points, mut weights) = ([middle; POINTS], [0.0; POINTS]);
    for (place, (distance, weight)) in UPPER_HALF.into_iter().enumerate() {
        points[2 * place] -= half * distance;
        points[2 * place + 1] += half * distance;
        (weights[2 * place], weights[2 * place + 1]) = (half * weight, half * weight);
    }
    (points, weights)
}

#[cfg(test)]
mod tests {
    use super::rule;

    #[test]
    fn polynomials_of_degree_31_are_integrated_exactly() {
        for degree in 0..=31 {
            let (points, weights) = rule(-1.0, 2.0);
            let found: f64 = points.iter().zip(weights).map(|(point, weight)| weight * point.powi(degree)).sum();
            let order = f64::from(degree + 1);
            let exact = (2f64.powi(degree + 1) - (-1f64).powi(degree + 1)) / order;
            assert!((found / exact - 1.0).abs() < 1e-14, "degree {degree}: {found}, not {exact}");
        }
    }
}
