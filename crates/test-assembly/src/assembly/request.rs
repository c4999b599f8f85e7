//! What is to be assembled.

use crate::blueprint::Blueprint;

/// The nodes of a search unless a request says otherwise.
pub const NODE_LIMIT: u64 = 2_000_000;

/// What is to be assembled.
#[derive(Debug, Clone)]
pub struct AssemblyRequest<'a> {
    /// What every form holds.
    pub blueprint: &'a Blueprint,
    /// The number of forms.
    pub forms: usize,
    /// In how many forms an item may be; `None` for any number.
    pub max_item_use: Option<usize>,
    /// In how many forms a stimulus may be; `None` for any number.
    pub max_stimulus_use: Option<usize>,
    /// Items that no form has.
    pub excluded: &'a [usize],
    /// The most nodes of a search.
    pub node_limit: u64,
}

impl<'a> AssemblyRequest<'a> {
    /// One form.
    #[must_use]
    pub fn new(blueprint: &'a Blueprint) -> Self {
        Self { blueprint, forms: 1, max_item_use: None, max_stimulus_use: None, excluded: &[], node_limit: NODE_LIMIT }
    }
}
