//! Which categories occur in a file: a file that counts them from 1 has no category 0.

/// The fewest responses to dichotomous items that should have a wrong one among them.
const MANY_DICHOTOMOUS: u64 = 100;
/// The fewest responses to other items that should have one in the lowest category, where dichotomous items have.
const MANY_POLYTOMOUS: u64 = 20;

/// The responses that are categories, to dichotomous and to other items.
#[derive(Debug, Default)]
pub(super) struct CategoriesSeen {
    dichotomous: Seen,
    polytomous: Seen,
}

#[derive(Debug, Default)]
struct Seen {
    count: u64,
    zeros: u64,
}

impl Seen {
    const fn lacks_zero(&self, many: u64) -> bool {
        self.count >= many && self.zeros == 0
    }
}

impl CategoriesSeen {
    /// Counts a response to an item with this number of categories.
    pub(super) const fn add(&mut self, category: u8, categories: u8) {
        let seen = if categories == 2 { &mut self.dichotomous } else { &mut self.polytomous };
        seen.count += 1;
        seen.zeros += (category == 0) as u64;
    }

    /// Whether no response is in category 0.
    pub(super) const fn is_from_one(&self) -> bool {
        self.dichotomous.zeros == 0 && self.polytomous.zeros == 0
    }

    /// What is suspicious about a file whose lowest category is 0.
    pub(super) const fn suspicion(&self) -> Option<&'static str> {
        if self.is_from_one() && (self.polytomous.lacks_zero(1) || self.dichotomous.lacks_zero(MANY_DICHOTOMOUS)) {
            Some(
                "no response is in category 0, the lowest; if the file counts categories from 1, the results are wrong without \
                 --lowest-category 1",
            )
        } else if self.polytomous.lacks_zero(MANY_POLYTOMOUS) {
            Some(
                "no response to an item of more than two categories is in category 0, the lowest; if the file counts the \
                 categories of these items from 1, the results are wrong: count them from 0",
            )
        } else {
            None
        }
    }
}
