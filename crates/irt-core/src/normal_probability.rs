//! The normal distribution function.

use std::f64::consts::FRAC_1_SQRT_2;

/// `x^2 / 2` is split at this fraction of a unit, so that `exp` sees no rounding error of the square.
const SPLIT: f64 = 16.0;
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

const CENTRE_NUMERATOR: [f64; 5] = [
    2.235_252_035_460_684,
    161.028_231_068_555_88,
    1_067.689_485_460_371,
    18_154.981_253_343_56,
    0.065_682_337_918_207_45,
];
const CENTRE_DENOMINATOR: [f64; 4] =
    [47.202_581_904_688_245, 976.098_551_737_776_7, 10_260.932_208_618_979, 45_507.789_335_026_73];
const FLANK_NUMERATOR: [f64; 9] = [
    0.398_941_512_088_134_66,
    8.883_149_794_388_377,
    93.506_656_132_177_86,
    597.270_276_394_800_3,
    2_494.537_585_290_372_6,
    6_848.190_450_536_283,
    11_602.651_437_647_35,
    9_842.714_838_383_978,
    1.076_557_677_372_019_2e-8,
];
const FLANK_DENOMINATOR: [f64; 8] = [
    22.266_688_044_328_117,
    235.387_901_782_625,
    1_519.377_599_407_554_7,
    6_485.558_298_266_761,
    18_615.571_640_885_097,
    34_900.952_721_145_98,
    38_912.003_286_093_27,
    19_685.429_676_859_992,
];
const TAIL_NUMERATOR: [f64; 6] = [
    0.215_898_534_057_957,
    0.127_401_161_160_247_36,
    0.022_235_277_870_649_807,
    0.001_421_619_193_227_893_4,
    2.911_287_495_116_879_3e-5,
    0.023_073_441_764_940_174,
];
const TAIL_DENOMINATOR: [f64; 5] = [
    1.284_260_096_144_911,
    0.468_238_212_480_865_1,
    0.065_988_137_868_928_56,
    0.003_782_396_332_027_582_4,
    7.297_515_550_839_662e-5,
];

/// The probability that a standard normal variable is below this number.
///
/// The relative error is below 1e-14 wherever the probability is above 1e-300. Infinite numbers have the probabilities 0 and
/// 1; NaN has NaN.
///
/// # Reference
/// Cody (1969).
///
/// ```
/// use irt_core::normal_probability;
///
/// assert!((normal_probability(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_probability(x: f64) -> f64 {
    /// The centre: up to the quartiles.
    const CENTRE: f64 = 0.674_489_75;
    /// Beyond this the probability is 0 or 1.
    const FARTHEST: f64 = 40.0;
    let distance = x.abs();
    if distance <= CENTRE {
        return 0.5 + x * centre(x * x);
    }
    if x.is_nan() {
        return x;
    }
    let beyond = if distance >= FARTHEST { 0.0 } else { density_factor(distance) * tail(distance) };
    if x > 0.0 { 1.0 - beyond } else { beyond }
}

fn centre(square: f64) -> f64 {
    let (mut numerator, mut denominator) = (CENTRE_NUMERATOR[4] * square, square);
    for place in 0..3 {
        numerator = (numerator + CENTRE_NUMERATOR[place]) * square;
        denominator = (denominator + CENTRE_DENOMINATOR[place]) * square;
    }
    (numerator + CENTRE_NUMERATOR[3]) / (denominator + CENTRE_DENOMINATOR[3])
}

/// The probability beyond a distance, divided by `exp(-distance^2 / 2)`.
fn tail(distance: f64) -> f64 {
    if distance <= 4.0 / FRAC_1_SQRT_2 {
        let (mut numerator, mut denominator) = (FLANK_NUMERATOR[8] * distance, distance);
        for place in 0..7 {
            numerator = (numerator + FLANK_NUMERATOR[place]) * distance;
            denominator = (denominator + FLANK_DENOMINATOR[place]) * distance;
        }
        return (numerator + FLANK_NUMERATOR[7]) / (denominator + FLANK_DENOMINATOR[7]);
    }
    let square = 1.0 / (distance * distance);
    let (mut numerator, mut denominator) = (TAIL_NUMERATOR[5] * square, square);
    for place in 0..4 {
        numerator = (numerator + TAIL_NUMERATOR[place]) * square;
        denominator = (denominator + TAIL_DENOMINATOR[place]) * square;
    }
    let correction = square * (numerator + TAIL_NUMERATOR[4]) / (denominator + TAIL_DENOMINATOR[4]);
    (FRAC_1_SQRT_2PI - correction) / distance
}

/// `exp(-distance^2 / 2)`.
fn density_factor(distance: f64) -> f64 {
    let rounded = (distance * SPLIT).trunc() / SPLIT;
    let rest = (distance - rounded) * (distance + rounded);
    (-0.5 * rounded * rounded).exp() * (-0.5 * rest).exp()
}

#[cfg(test)]
mod tests {
    use super::normal_probability;

    #[track_caller]
    fn check(x: f64, expected: f64) {
        let found = normal_probability(x);
        assert!((found - expected).abs() <= 1e-14 * expected, "{x}: {found:e} instead of {expected:e}");
    }

    /// mpmath 1.4.1, `ncdf` at 40 digits.
    #[test]
    fn probabilities_agree_with_reference_values() {
        check(0.0, 0.5);
        check(-37.0, 5.725571222524577e-300);
        check(-20.0, 2.7536241186062337e-89);
        check(-8.0, 6.220960574271784e-16);
        check(-5.7, 5.990371401063528e-09);
        check(-5.6, 1.071759025831093e-08);
        check(-3.0, 0.0013498980316300946);
        check(-1.5, 0.06680720126885807);
        check(-0.68, 0.2482522304535705);
        check(-0.67, 0.2514288950953101);
        check(-0.1, 0.460172162722971);
        check(0.25, 0.5987063256829237);
        check(0.67, 0.7485711049046899);
        check(0.68, 0.7517477695464295);
        check(1.0, 0.8413447460685429);
        check(2.5, 0.9937903346742238);
        check(4.0, 0.9999683287581669);
        check(6.0, 0.9999999990134123);
    }

    #[test]
    fn both_sides_add_up_to_one() {
        for place in -600..=600 {
            let x = f64::from(place) / 100.0;
            let total = normal_probability(x) + normal_probability(-x);
            assert!((total - 1.0).abs() < 1e-15, "{x}: {total}");
            assert!(normal_probability(x) <= normal_probability(x + 0.01));
        }
        assert_eq!([f64::NEG_INFINITY, -50.0, 50.0, f64::INFINITY].map(normal_probability), [0.0, 0.0, 1.0, 1.0]);
    }
}
