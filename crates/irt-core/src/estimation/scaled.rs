//! Positive numbers with a wide exponent, for sums of products of probabilities.

use std::f64::consts::LN_2;

/// Numbers below this (2^-200) are brought back to a mantissa between 1 and 2.
const LEAST_MANTISSA: f64 = 6.223_015_277_861_142e-61;
/// Logarithms above this become a mantissa alone, which loses no digits.
const LEAST_DIRECT_LOGARITHM: f64 = -400.0;
/// Of two numbers further apart than this power of two, the sum is the greater.
const FARTHEST_POWER: i64 = 1000;

/// The number `mantissa * 2^exponent`. The mantissa is 0 or between 2^-200 and 2^200 for sums and products of
/// probabilities, so that none of them underflows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaled {
    mantissa: f64,
    exponent: i64,
}

impl Scaled {
    pub(super) const ZERO: Self = Self { mantissa: 0.0, exponent: 0 };
    pub(super) const ONE: Self = Self { mantissa: 1.0, exponent: 0 };

    /// The number with this logarithm, which is at most 0.
    pub(super) fn from_logarithm(logarithm: f64) -> Self {
        if logarithm > LEAST_DIRECT_LOGARITHM {
            return Self { mantissa: logarithm.exp(), exponent: 0 }.normalized();
        }
        let whole = (logarithm / LN_2).floor();
        Self { mantissa: (logarithm - whole * LN_2).exp(), exponent: whole as i64 }
    }

    /// Its logarithm; minus infinity for 0.
    pub(super) fn logarithm(self) -> f64 {
        self.mantissa.ln() + self.exponent as f64 * LN_2
    }

    /// Adds the product of two numbers.
    #[inline]
    pub(super) fn add_product(&mut self, left: Self, right: Self) {
        let term = Self { mantissa: left.mantissa * right.mantissa, exponent: left.exponent + right.exponent };
        if term.exponent == self.exponent || self.mantissa == 0.0 {
            *self = Self { mantissa: self.mantissa + term.mantissa, exponent: term.exponent };
        } else if term.mantissa != 0.0 {
            *self = self.aligned_sum(term);
        }
    }

    /// The same number with a mantissa that further products leave in range.
    #[inline]
    pub(super) fn normalized(self) -> Self {
        if self.mantissa >= LEAST_MANTISSA || self.mantissa == 0.0 {
            return self;
        }
        let power = ((self.mantissa.to_bits() >> 52) & 0x7ff) as i64 - 1023;
        Self { mantissa: self.mantissa * power_of_two(-power), exponent: self.exponent + power }
    }

    fn aligned_sum(self, other: Self) -> Self {
        let (high, low) = if self.exponent > other.exponent { (self, other) } else { (other, self) };
        let apart = high.exponent - low.exponent;
        if apart > FARTHEST_POWER {
            return high;
        }
        Self { mantissa: high.mantissa + low.mantissa * power_of_two(-apart), ..high }
    }
}

/// `2^exponent` for an exponent in the normal range.
const fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::Scaled;

    #[test]
    fn sums_of_products_of_any_size_have_their_logarithms() {
        for [left, right, other] in
            [[-1.0, -2.0, -0.5], [-390.0, -390.0, -779.0], [-1e4, -3e4, -4e4], [-1e6, 0.0, -1.0], [-300.0, -5.0, -1e5]]
        {
            let mut sum = Scaled::from_logarithm(other);
            sum.add_product(Scaled::from_logarithm(left), Scaled::from_logarithm(right));
            let (product, sum) = (left + right, sum.normalized().logarithm());
            let expected = f64::max(product, other) + (-(product - other).abs()).exp().ln_1p();
            assert!((sum - expected).abs() <= 1e-13 * expected.abs().max(1.0), "{sum}, not {expected}");
        }
    }

    #[test]
    fn a_long_product_does_not_underflow() {
        let mut product = Scaled::ONE;
        for _ in 0..10_000 {
            let mut next = Scaled::ZERO;
            next.add_product(product, Scaled::from_logarithm(-50.0));
            product = next.normalized();
        }
        assert!((product.logarithm() / -500_000.0 - 1.0).abs() < 1e-12, "{product:?}");
        assert_eq!(Scaled::ZERO.logarithm(), f64::NEG_INFINITY);
    }
}
