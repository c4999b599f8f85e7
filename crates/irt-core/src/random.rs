//! Random draws that depend on nothing but a seed and a position.
//!
//! # The stream
//! The draws of a session for the item at `position` (0 for the first) come from one generator, PCG XSL-RR 128/64
//! (O'Neill 2014), on stream 0 and with a state of two 64-bit words: the first two outputs of SplitMix64 (Steele, Lea
//! and Flood 2014) from the state `seed xor mix(position + 1)`, `mix` being SplitMix64's finaliser; the first is the
//! upper half. The draws that belong to no position (the Sympson-Hetter lot) are those of the position `2^64 - 1`. The draws of
//! orders are those of the seed `mix(seed xor 0x6f72_6465_7273_0a0a)`, so that they change no other draw.
//!
//! A draw below `n` takes the upper 64 bits of `x n` for an output `x`, unless the lower 64 bits are below
//! `2^64 mod n`; then the next output is tried (Lemire 2019). A draw from [0, 1) is `floor(x / 2^11) / 2^53`.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// The draws of one position.
#[derive(Debug, Clone)]
pub(crate) struct Draws(Pcg64);

impl Draws {
    pub(crate) fn at(seed: u64, position: usize) -> Self {
        let mut state = seed ^ mixed((position as u64).wrapping_add(1));
        let mut word = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            u128::from(mixed(state))
        };
        let (upper, lower) = (word(), word());
        Self(Pcg64::new(upper << 64 | lower, 0))
    }

    /// The draws of an order at a position.
    pub(crate) fn for_order(seed: u64, position: usize) -> Self {
        Self::at(mixed(seed ^ 0x6f72_6465_7273_0a0a), position)
    }

    /// The draws that belong to the session as a whole.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self::at(seed, usize::MAX)
    }

    /// A number below `count`, all equally likely; 0 where there is none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let count = count as u64;
        if count <= 1 {
            return 0;
        }
        let unfair = count.wrapping_neg() % count;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(count);
            if product as u64 >= unfair {
                return (product >> 64) as usize;
            }
        }
    }

    /// A number from 0 up to but not including 1, a multiple of 2^-53.
    pub(crate) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
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

    #[test]
    fn the_same_seed_and_position_give_the_same_draws() {
        let draws = |seed, position| {
            let mut draws = Draws::at(seed, position);
            [draws.below(1 << 40), draws.below(1 << 40), draws.below(10)]
        };
        assert_eq!(draws(7, 3), draws(7, 3));
        assert_ne!(draws(7, 3), draws(7, 4));
        assert_ne!(draws(7, 3), draws(8, 3));
    }

    #[test]
    fn neighbouring_seeds_and_positions_are_spread_evenly() {
        for count in [2, 3, 10] {
            let mut counts = vec![0_u32; count];
            for seed in 0..100 {
                for position in 0..100 {
                    counts[Draws::at(seed, position).below(count)] += 1;
                }
            }
            let expected = 10_000.0 / count as f64;
            let chi_squared: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
            assert!(chi_squared < 30.0, "{counts:?}");
        }
    }

    #[test]
    fn draws_from_the_unit_interval_stay_in_it() {
        let mut draws = Draws::at(1, 1);
        let units: Vec<f64> = (0..10_000).map(|_| draws.unit()).collect();
        assert!(units.iter().all(|unit| (0.0..1.0).contains(unit)));
        let mean = units.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
    }
}
