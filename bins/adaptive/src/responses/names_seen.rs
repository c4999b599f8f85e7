//! Whether the names of examinees may be responses: a column whose item is not in the bank is taken for that of the names.

/// The fewest names that should differ.
const FEW: u64 = 4;

/// The names that are a single digit.
#[derive(Debug, Default)]
pub(super) struct NamesSeen {
    count: u64,
    single_digits: u64,
    digits: [bool; 10],
}

impl NamesSeen {
    pub(super) fn add(&mut self, name: &str) {
        self.count += 1;
        if let &[digit @ b'0'..=b'9'] = name.as_bytes() {
            self.single_digits += 1;
            self.digits[usize::from(digit - b'0')] = true;
        }
    }

    /// Whether all names are single digits, and some of them the same.
    pub(super) fn look_like_responses(&self) -> bool {
        let different = self.digits.iter().filter(|is_seen| **is_seen).count() as u64;
        self.count >= FEW && self.single_digits == self.count && different < self.count
    }
}
