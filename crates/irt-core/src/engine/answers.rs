//! The answers of a session.

use crate::assembly::AdaptiveTest;
use crate::content::ContentPlan;
use crate::identity::ItemIndex;
use crate::response::Response;

/// How many answers memory is reserved for at the start, whatever the design allows.
const RESERVED_ANSWERS: u32 = 1024;

/// The answers so far, and what the content rules count of them.
#[derive(Debug, Clone)]
pub(super) struct Answers {
    items: Vec<ItemIndex>,
    responses: Vec<Response>,
    /// The items and answers that count for the estimate, where the design has pretest items or an item was left out; `None`
    /// while all count.
    scored: Option<(Vec<ItemIndex>, Vec<Response>)>,
    /// How many items of each content area with a target have been answered.
    area_counts: Vec<u32>,
    /// How many pretest items have been answered.
    pretest_count: usize,
}

impl Answers {
    pub(super) fn new(test: &AdaptiveTest) -> Self {
        let reserved = test.max_items().min(RESERVED_ANSWERS) as usize;
        let content = test.content();
        Self {
            items: Vec::with_capacity(reserved),
            responses: Vec::with_capacity(reserved),
            scored: content.pretest.is_some().then(|| (Vec::with_capacity(reserved), Vec::with_capacity(reserved))),
            area_counts: vec![0; content.areas.as_ref().map_or(0, |areas| areas.len())],
            pretest_count: 0,
        }
    }

    /// Adds an answer; says whether it counts for the estimate.
    pub(super) fn push(&mut self, item: ItemIndex, response: Response, content: &ContentPlan) -> bool {
        let is_missing = response == Response::MISSING;
        if is_missing && self.scored.is_none() {
            self.scored = Some((self.items.clone(), self.responses.clone()));
        }
        self.items.push(item);
        self.responses.push(response);
        if content.is_unscored(item) {
            self.pretest_count += 1;
            return false;
        }
        if let Some(area) = content.areas.as_ref().and_then(|areas| areas.area_of(item)) {
            self.area_counts[area] += 1;
        }
        if is_missing {
            return false;
        }
        if let Some((items, responses)) = &mut self.scored {
            items.push(item);
            responses.push(response);
        }
        true
    }

    pub(super) fn items(&self) -> &[ItemIndex] {
        &self.items
    }

    pub(super) fn responses(&self) -> &[Response] {
        &self.responses
    }

    /// The items that count for the estimate, and their answers.
    pub(super) fn scored(&self) -> (&[ItemIndex], &[Response]) {
        match &self.scored {
            Some((items, responses)) => (items, responses),
            None => (&self.items, &self.responses),
        }
    }

    pub(super) fn area_counts(&self) -> &[u32] {
        &self.area_counts
    }

    pub(super) const fn pretest_count(&self) -> usize {
        self.pretest_count
    }
}
