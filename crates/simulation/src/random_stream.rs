//! Random draws that depend on a seed, an examinee and a position alone.
//!
//! # The stream
//! SplitMix64 (Steele, Lea and Flood 2014), read at any position: number `n` of the stream that starts at `state` is
//! `mix(state + (n + 1) gamma)`. The state of an examinee's stream is `mix(mix(seed xor purpose) + (index + 1) gamma)`.

/// The odd increment of SplitMix64, the golden ratio in 64 bits.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The purpose of a stream; streams of different purposes are independent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// The ability of the examinee.
    Theta,
    /// The answers: draw `n` is the one for item `n` of the bank.
    Answers,
    /// The seed of the engine.
    Engine,
    /// The exposure experiments: draw `n` is the one for item `n` of the bank.
    Exposure,
}

/// The draws of one examinee for one purpose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RandomStream {
    state: u64,
}

impl RandomStream {
    /// The stream of an examinee.
    pub(crate) const fn new(seed: u64, index: u64, purpose: Purpose) -> Self {
        let tag = match purpose {
            Purpose::Theta => 0x7468_6574_6100_0000,
            Purpose::Answers => 0x616e_7377_6572_7300,
            Purpose::Engine => 0x656e_6769_6e65_0000,
            Purpose::Exposure => 0x6578_706f_7375_7265,
        };
        let base = mixed(seed ^ tag);
        Self { state: mixed(base.wrapping_add(index.wrapping_add(1).wrapping_mul(GAMMA))) }
    }

    /// The word at a position.
    pub(crate) const fn word(self, position: u64) -> u64 {
        mixed(self.state.wrapping_add(position.wrapping_add(1).wrapping_mul(GAMMA)))
    }

    /// The number at a position, a multiple of 2^-53 in [0, 1).
    pub(crate) fn unit(self, position: u64) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.word(position) >> 11) as f64 * STEP
    }

    /// A standard normal number from the first two words: Box and Muller (1958). Within ±8.6.
    pub(crate) fn normal(self) -> f64 {
        let (radius, angle) = (1.0 - self.unit(0), self.unit(1));
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }
}

/// SplitMix64's finaliser.
const fn mixed(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::{GAMMA, Purpose, RandomStream, mixed};

    #[test]
    fn the_words_are_those_of_splitmix64() {
        // The first outputs of the public reference implementation from state 0.
        assert_eq!(mixed(GAMMA), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mixed(GAMMA.wrapping_mul(2)), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn seeds_examinees_and_purposes_have_different_streams() {
        let first = |seed, index, purpose| RandomStream::new(seed, index, purpose).word(0);
        assert_eq!(first(1, 2, Purpose::Theta), first(1, 2, Purpose::Theta));
        assert_ne!(first(1, 2, Purpose::Theta), first(1, 2, Purpose::Answers));
        assert_ne!(first(1, 2, Purpose::Theta), first(1, 3, Purpose::Theta));
        assert_ne!(first(1, 2, Purpose::Theta), first(2, 2, Purpose::Theta));
    }

    #[test]
    fn normal_draws_have_mean_0_and_sd_1() {
        let count = 100_000_u32;
        let draws = (0..count).map(|index| RandomStream::new(3, u64::from(index), Purpose::Theta).normal());
        let (sum, squares) = draws.fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
        // Four standard errors of the mean and of the variance.
        assert!((sum / f64::from(count)).abs() < 0.0127, "{sum}");
        assert!((squares / f64::from(count) - 1.0).abs() < 0.0179, "{squares}");
    }

    #[test]
    fn neighbouring_answers_are_uncorrelated() {
        let (mut sum, count) = (0.0, 40_000_u32);
        for index in 0..count {
            let stream = RandomStream::new(9, u64::from(index), Purpose::Answers);
            sum += (stream.unit(0) - 0.5) * (stream.unit(1) - 0.5) * 12.0;
        }
        assert!((sum / f64::from(count)).abs() < 0.02, "{sum}");
    }
}
