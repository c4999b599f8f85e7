//! Random draws of item parameters, which depend on the seed and the number of the item alone.
//!
//! # The stream
//! The draws for an item come from PCG XSL-RR 128/64 (O'Neill 2014) on stream 0. Its state are the first two outputs of
//! SplitMix64 (Steele, Lea and Flood 2014) from `seed xor mix(number)`, `mix` being SplitMix64's finaliser.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng as _;

use crate::args::Distribution;

/// The draws for one item, or for what the items share.
#[derive(Debug)]
pub(super) struct Draws(Pcg64);

impl Draws {
    /// The draws for the item of this number.
    pub(super) fn of_item(seed: u64, number: u32) -> Self {
        Self::at(seed, u64::from(number))
    }

    /// The draws for parameters that all items share.
    pub(super) fn of_bank(seed: u64) -> Self {
        Self::at(seed, u64::MAX)
    }

    /// The draws for the order of the content areas.
    pub(super) fn of_content(seed: u64) -> Self {
        Self::at(seed, u64::MAX - 1)
    }

    fn at(seed: u64, number: u64) -> Self {
        let mut state = seed ^ mixed(number);
        let mut word = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            u128::from(mixed(state))
        };
        let (upper, lower) = (word(), word());
        Self(Pcg64::new(upper << 64 | lower, 0))
    }

    /// A number from 0 up to but not including 1, a multiple of 2^-53.
    pub(super) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// A whole number from 0 up to but not including `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        // The product is below `count`, as the unit is below 1.
        (self.unit() * count as f64) as usize
    }

    /// A number from a distribution.
    pub(super) fn from(&mut self, distribution: Distribution) -> f64 {
        match distribution {
            Distribution::Normal(mean, sd) => mean + sd * self.normal(),
            Distribution::LogNormal(mean, sd) => (mean + sd * self.normal()).exp(),
            Distribution::Uniform(lower, upper) => lower + (upper - lower) * self.unit(),
            Distribution::Beta(one, other) => {
                let (x, y) = (self.gamma(one), self.gamma(other));
                if x + y > 0.0 { x / (x + y) } else { 0.0 }
            }
            Distribution::Fixed(value) => value,
        }
    }

    /// A standard normal number: Box and Muller (1958).
    fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.unit(), self.unit());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    /// A gamma number of this shape and scale 1: Marsaglia and Tsang (2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let power = (1.0 - self.unit()).powf(1.0 / shape);
            return self.gamma(shape + 1.0) * power;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

/// SplitMix64's finaliser.
const fn mixed(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

#[cfg(test)]
mod tests {
    use super::Draws;
    use crate::args::Distribution;

    /// Mean and variance of a distribution from 40 000 draws.
    fn moments(distribution: Distribution) -> (f64, f64) {
        let count = 40_000_u32;
        let draws = (0..count).map(|number| Draws::of_item(5, number).from(distribution));
        let (sum, squares) = draws.fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
        let mean = sum / f64::from(count);
        (mean, squares / f64::from(count) - mean * mean)
    }

    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        // Means and variances by the textbook; four standard errors.
        for (distribution, mean, variance) in [
            (Distribution::Normal(1.0, 0.2), 1.0, 0.04),
            (Distribution::LogNormal(0.0, 0.5), 0.125_f64.exp(), (0.25_f64.exp() - 1.0) * 0.25_f64.exp()),
            (Distribution::Uniform(0.75, 1.0), 0.875, 0.0625 / 12.0),
            (Distribution::Beta(5.0, 17.0), 5.0 / 22.0, 5.0 * 17.0 / (22.0 * 22.0 * 23.0)),
            (Distribution::Beta(0.5, 0.5), 0.5, 0.125),
        ] {
            let (found_mean, found_variance) = moments(distribution);
            assert!((found_mean - mean).abs() < 4.0 * (variance / 40_000.0).sqrt(), "{distribution}: {found_mean}");
            assert!((found_variance / variance - 1.0).abs() < 0.06, "{distribution}: {found_variance}");
        }
        assert_eq!(moments(Distribution::Fixed(1.5)), (1.5, 0.0));
    }
}
