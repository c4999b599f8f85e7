//! A hash that is the same on every machine and in every version of the program.

/// A hash of 64 bits over words, texts and numbers; not for secrets.
///
/// Each word goes through the finaliser of SplitMix64 (Steele, Lea and Flood 2014) together with the hash so far, so the
/// order counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct StableHash(u64);

impl StableHash {
    pub(super) const fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    pub(super) const fn finish(self) -> u64 {
        self.0
    }

    pub(super) const fn word(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.0 = mixed ^ mixed >> 31;
    }

    /// A number, by its bits; zero has one sign.
    pub(super) fn number(&mut self, number: f64) {
        self.word((number + 0.0).to_bits());
    }

    pub(super) fn numbers(&mut self, numbers: &[f64]) {
        self.word(numbers.len() as u64);
        numbers.iter().for_each(|number| self.number(*number));
    }

    pub(super) fn optional_number(&mut self, number: Option<f64>) {
        self.word(u64::from(number.is_some()));
        self.number(number.unwrap_or(0.0));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.word(text.len() as u64);
        for bytes in text.as_bytes().chunks(8) {
            self.word(bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    pub(super) fn texts(&mut self, texts: &[String]) {
        self.word(texts.len() as u64);
        texts.iter().for_each(|text| self.text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::StableHash;

    fn hash(write: impl FnOnce(&mut StableHash)) -> u64 {
        let mut hash = StableHash::new();
        write(&mut hash);
        hash.finish()
    }

    /// Stored states carry these values, so they never change.
    #[test]
    fn hashes_stay_what_they_are() {
        assert_eq!(hash(|hash| hash.word(0)), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(hash(|hash| hash.text("alg-12 und geo")), 0x35ec_92ed_aa12_08fb);
        assert_eq!(hash(|hash| hash.number(-0.25)), 0xd770_508a_8eb1_2a56);
    }

    #[test]
    fn order_and_borders_count() {
        assert_ne!(hash(|hash| hash.numbers(&[1.0, -1.0])), hash(|hash| hash.numbers(&[-1.0, 1.0])));
        assert_ne!(
            hash(|hash| ["ab", "c"].iter().for_each(|text| hash.text(text))),
            hash(|hash| ["a", "bc"].iter().for_each(|text| hash.text(text)))
        );
        assert_eq!(hash(|hash| hash.number(-0.0)), hash(|hash| hash.number(0.0)));
    }
}
