//! The inverse of the normal distribution function.

/// The numerator and denominator coefficients of a rational function, from the constant term on.
type Rational = ([f64; 8], [f64; 8]);

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
);
const FLANK: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

/// The number that a standard normal variable stays below with this probability, for `1/2 <= probability < 1`.
///
/// Its relative error is below 1e-15 up to `1 - 1e-10`; beyond it grows with the spacing of numbers next to 1.
///
/// # Reference
/// Wichura (1988), algorithm AS 241.
///
/// ```
/// use irt_core::normal_quantile;
///
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// ```
pub fn normal_quantile(probability: f64) -> f64 {
    const CENTRE_REACH: f64 = 0.425;
    const TAIL_START: f64 = 5.0;
    let from_half = probability - 0.5;
    if from_half <= CENTRE_REACH {
        return from_half * quotient(&CENTRE, CENTRE_REACH * CENTRE_REACH - from_half * from_half);
    }
    let depth = (-(1.0 - probability).ln()).sqrt();
    quotient(&FLANK, depth.min(TAIL_START) - 1.6)
}

fn quotient((numerator, denominator): &Rational, x: f64) -> f64 {
    let polynomial = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, term| sum * x + term);
    polynomial(numerator) / polynomial(denominator)
}

#[cfg(test)]
mod tests {
    use super::normal_quantile;

    #[track_caller]
    fn check(probability: f64, expected: f64) {
        let found = normal_quantile(probability);
        assert!((found - expected).abs() <= 1e-14 * expected.abs(), "{probability}: {found} instead of {expected}");
    }

    /// Python 3.11, `statistics.NormalDist().inv_cdf`.
    #[test]
    fn quantiles_agree_with_reference_values() {
        check(0.5, 0.0);
        check(0.55, 0.12566134685507413);
        check(0.75, 0.6744897501960817);
        check(0.9, 1.2815515655446008);
        check(0.925, 1.439531470938456);
        check(0.95, 1.6448536269514715);
        check(0.975, 1.9599639845400536);
        check(0.995, 2.5758293035489);
        check(0.9995, 3.2905267314919255);
        check(0.9999999, 5.199337582290662);
    }
}
