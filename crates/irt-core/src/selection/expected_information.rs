//! Maximum expected information.

use super::{Criterion, Situation};
use crate::{InformationKind, ItemIndex, Response};

/// The expected information of each item at the interim estimate that its answer would lead to.
pub(super) fn expected_information(
    situation: &Situation<'_>,
    kind: InformationKind,
    answers: &mut Answers,
    criterion: &mut Criterion<'_>,
) {
    answers.fill(situation);
    criterion.fill(|item| {
        let categories = situation.test.bank().categories(item).unwrap_or(0);
        let mut expected = |response: Response| {
            let probability = situation.log_probability(item, response).exp();
            let theta = answers.estimate_with(situation, item, response);
            let curve = situation.test.bank().curve(item);
            probability
                * match kind {
                    InformationKind::Fisher => curve.information(theta),
                    InformationKind::Observed => situation.observed_information(item, response, theta),
                }
        };
        (0..categories).map(|category| expected(Response(category))).sum()
    });
}

/// The scored answers, and room for one that is only thought of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    items: Vec<ItemIndex>,
    responses: Vec<Response>,
}

impl Answers {
    fn fill(&mut self, situation: &Situation<'_>) {
        self.items.clear();
        self.items.extend_from_slice(situation.items);
        self.responses.clear();
        self.responses.extend_from_slice(situation.responses);
    }

    fn estimate_with(&mut self, situation: &Situation<'_>, item: ItemIndex, response: Response) -> f64 {
        self.items.push(item);
        self.responses.push(response);
        let estimator = situation.test.design().interim_estimator();
        let theta = situation.test.estimate_on_grid(estimator, &self.items, &self.responses).theta;
        self.items.pop();
        self.responses.pop();
        theta
    }
}
