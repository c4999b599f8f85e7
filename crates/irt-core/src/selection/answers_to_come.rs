//! The answers so far, and one that is only assumed.

use super::context::SelectionContext;
use crate::identity::ItemIndex;
use crate::response::Response;

/// The scored answers, and memory for one more.
#[derive(Debug, Clone, Default)]
pub(crate) struct AnswersToCome {
    items: Vec<ItemIndex>,
    responses: Vec<Response>,
}

impl AnswersToCome {
    /// Takes the answers of the context.
    pub(super) fn fill(&mut self, context: &SelectionContext<'_>) {
        self.items.clear();
        self.items.extend_from_slice(context.items);
        self.responses.clear();
        self.responses.extend_from_slice(context.responses);
    }

    /// The interim estimate that one more answer would lead to.
    pub(super) fn theta_after(&mut self, context: &SelectionContext<'_>, item: ItemIndex, response: Response) -> f64 {
        self.items.push(item);
        self.responses.push(response);
        let theta = (context.interim_theta)(&self.items, &self.responses);
        self.items.pop();
        self.responses.pop();
        theta
    }
}
