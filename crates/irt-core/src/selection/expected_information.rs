//! Maximum expected information.

use super::answers_to_come::AnswersToCome;
use super::context::SelectionContext;
use super::settings::InformationKind;
use crate::identity::ItemIndex;

/// The expected information of an item at the interim estimate that its answer would lead to.
pub(super) fn expected_information(
    context: &SelectionContext<'_>,
    answers: &mut AnswersToCome,
    item: ItemIndex,
) -> f64 {
    let curve = context.bank.curve(item);
    let expected = context.responses_of(item).map(|response| {
        let probability = context.log_probability(item, response).exp();
        let theta = answers.theta_after(context, item, response);
        probability
            * match context.settings.information {
                InformationKind::Fisher => curve.information(theta),
                InformationKind::Observed => -curve.score(response, theta)[1],
            }
    });
    expected.sum()
}
