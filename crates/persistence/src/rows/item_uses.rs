//! How often items were used.

/// How often the items of an exam type version were used in its latest sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemUses {
    /// How many sessions there were.
    pub sessions: u32,
    /// The items that were shown, by their place in the bank, each with the number of the sessions.
    pub shown: Vec<(u32, u32)>,
}
