//! Which item comes next: the criterion, and the pick among its best.

mod chance;
mod expected_information;
mod information_index;
mod item_set;
mod location;
mod max_information;
mod node_tables;
mod node_weights;
mod pick;
mod quadrature_criteria;
mod rule;

pub(crate) use information_index::InformationIndex;
pub use item_set::ItemSet;
pub(crate) use node_tables::NodeTables;
pub use rule::SelectionRule;

use expected_information::Answers;
use node_weights::NodeWeights;
use quadrature_criteria::NodeMoments;

use crate::engine::AdaptiveTest;
use crate::random::Draws;
use crate::{DEFAULT_ACCELERATION, FourPl, ItemIndex, Response};

/// Where a sitting stands when an item is chosen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'a> {
    pub(crate) test: &'a AdaptiveTest,
    pub(crate) tables: &'a NodeTables,
    /// The ability at which the item is chosen.
    pub(crate) theta: f64,
    /// The standard error of the interim estimate.
    pub(crate) se: f64,
    /// How many items have been answered, those not scored included.
    pub(crate) answered: usize,
    /// The scored items and their answers.
    pub(crate) items: &'a [ItemIndex],
    pub(crate) responses: &'a [Response],
}

/// Room that choosing an item needs, kept so that a choice allocates nothing after the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Workspace {
    values: Vec<f64>,
    weights: NodeWeights,
    moments: NodeMoments,
    answers: Answers,
    ranking: Vec<ItemIndex>,
}

/// The values of a criterion, one for each item of the bank.
pub(crate) struct Criterion<'a> {
    values: &'a mut Vec<f64>,
    excluded: &'a ItemSet,
}

impl Criterion<'_> {
    /// Writes the value of every item that is not excluded.
    fn fill(&mut self, mut value: impl FnMut(ItemIndex) -> f64) {
        for item in self.excluded.absent() {
            self.values[item.as_usize()] = value(item);
        }
    }
}

impl Situation<'_> {
    fn four_pl(&self, item: ItemIndex) -> Option<FourPl> {
        self.test.bank().item(item)?.four_pl()
    }

    /// The log-likelihood of a response at the ability.
    fn log_probability(&self, item: ItemIndex, response: Response) -> f64 {
        self.test.bank().curve(item).log_likelihood(response, self.theta)
    }

    fn observed_information(&self, item: ItemIndex, response: Response, theta: f64) -> f64 {
        -self.test.bank().curve(item).score(response, theta)[1]
    }
}

/// The item that the rule chooses among those not excluded: the best by its criterion, or one of the `randomesque` best.
pub(crate) fn choose(
    rule: SelectionRule,
    randomesque: usize,
    situation: &Situation<'_>,
    excluded: &ItemSet,
    draws: &mut Draws,
    room: &mut Workspace,
) -> Option<ItemIndex> {
    match rule {
        SelectionRule::MaxInformation if randomesque <= 1 => {
            situation.test.index().select(situation.test.bank(), situation.theta, excluded)
        }
        SelectionRule::Random => excluded.absent().nth(draws.below(excluded.absent().count())),
        SelectionRule::Proportional => proportional(situation, excluded, draws, room),
        rule => {
            evaluate(rule, situation, excluded, room);
            if rule == SelectionRule::Progressive {
                mix_in_chance(situation, excluded, draws, &mut room.values);
            }
            if rule.prefers_least() {
                room.values.iter_mut().for_each(|value| *value = -*value);
            }
            if randomesque <= 1 {
                pick::best(&room.values, excluded)
            } else {
                pick::randomesque(&room.values, excluded, randomesque, draws, &mut room.ranking)
            }
        }
    }
}

/// The value of every item that is not excluded, as the rule's formula has it; `None` for the others.
///
/// The rules of chance have the values that the draws are weighed with: `progressive` the information, `proportional`
/// the probability, `random` the same for all.
pub(crate) fn values(rule: SelectionRule, situation: &Situation<'_>, excluded: &ItemSet) -> Vec<Option<f64>> {
    let mut room = Workspace::default();
    evaluate(rule, situation, excluded, &mut room);
    let scale = match rule {
        SelectionRule::Mlwi | SelectionRule::Mpwi | SelectionRule::Kl | SelectionRule::Klp => {
            room.weights.scale(situation, quadrature_criteria::parts(rule))
        }
        SelectionRule::Proportional => {
            sharpen(situation, excluded, &mut room.values);
            1.0 / excluded.absent().map(|item| room.values[item.as_usize()]).sum::<f64>()
        }
        _ => 1.0,
    };
    let value = |(item, value): (ItemIndex, &f64)| (!excluded.contains(item)).then_some(scale * value);
    (0..).map(ItemIndex).zip(&room.values).map(value).collect()
}

/// The information of the best item that is not excluded; 0 when there is none.
pub(crate) fn highest_information(test: &AdaptiveTest, theta: f64, excluded: &ItemSet) -> f64 {
    let best = test.index().select(test.bank(), theta, excluded);
    best.map_or(0.0, |item| test.bank().curve(item).information(theta))
}

fn evaluate(rule: SelectionRule, situation: &Situation<'_>, excluded: &ItemSet, room: &mut Workspace) {
    let Workspace { values, weights, moments, answers, .. } = room;
    values.resize(situation.test.bank().len(), 0.0);
    let mut criterion = Criterion { values, excluded };
    let parts = quadrature_criteria::parts(rule);
    match rule {
        SelectionRule::MaxInformation | SelectionRule::Progressive | SelectionRule::Proportional => {
            criterion.fill(|item| situation.test.bank().curve(item).information(situation.theta));
        }
        SelectionRule::Random => criterion.fill(|_| 1.0),
        SelectionRule::BOpt => location::difficulty(situation, &mut criterion),
        SelectionRule::ThOpt => location::information_peak(situation, &mut criterion),
        SelectionRule::Mei => {
            let kind = situation.test.design().spec().selection.information.unwrap_or_default();
            expected_information::expected_information(situation, kind, answers, &mut criterion);
        }
        SelectionRule::Mlwi | SelectionRule::Mpwi => {
            weights.fill(situation, parts);
            quadrature_criteria::weighted_information(situation, weights, &mut criterion);
        }
        SelectionRule::Kl | SelectionRule::Klp => {
            weights.fill(situation, parts);
            quadrature_criteria::divergence(situation, weights, &mut criterion);
        }
        SelectionRule::Gdi | SelectionRule::Gdip => {
            weights.fill(situation, parts);
            weights.normalise();
            quadrature_criteria::discrimination(situation, weights, &mut criterion);
        }
        SelectionRule::Mepv => {
            weights.fill(situation, parts);
            moments.fill(&situation.test.grid().nodes, &weights.weights);
            quadrature_criteria::posterior_variance(situation, moments, &mut criterion);
        }
    }
}

fn test_share(situation: &Situation<'_>) -> f64 {
    let design = situation.test.design();
    let acceleration = design.spec().selection.acceleration.unwrap_or(DEFAULT_ACCELERATION);
    let longest = situation.test.max_items();
    chance::test_share(design.stopping_rule(), longest, acceleration, situation.answered, situation.se)
}

/// Mixes the informations with numbers drawn up to the highest of them, one for each item in the order of the bank.
fn mix_in_chance(situation: &Situation<'_>, excluded: &ItemSet, draws: &mut Draws, values: &mut [f64]) {
    let share = test_share(situation);
    let highest = excluded.absent().map(|item| values[item.as_usize()]).fold(0.0, f64::max);
    for item in excluded.absent() {
        let value = &mut values[item.as_usize()];
        *value = share * *value + (1.0 - share) * highest * draws.unit();
    }
}

/// Raises the informations, as shares of the highest, to the power that the test has come to.
fn sharpen(situation: &Situation<'_>, excluded: &ItemSet, values: &mut [f64]) {
    let design = situation.test.design();
    let exponent = chance::exponent(design.stopping_rule(), situation.test.max_items(), test_share(situation));
    let highest = excluded.absent().map(|item| values[item.as_usize()]).fold(f64::MIN_POSITIVE, f64::max);
    for item in excluded.absent() {
        let value = &mut values[item.as_usize()];
        *value = (*value / highest).powf(exponent);
    }
}

fn proportional(
    situation: &Situation<'_>,
    excluded: &ItemSet,
    draws: &mut Draws,
    room: &mut Workspace,
) -> Option<ItemIndex> {
    evaluate(SelectionRule::Proportional, situation, excluded, room);
    sharpen(situation, excluded, &mut room.values);
    let weights = || excluded.absent().map(|item| (item, room.values[item.as_usize()]));
    let total: f64 = weights().map(|(_, weight)| weight).sum();
    chance::at_cumulated(weights(), draws.unit() * total).or_else(|| excluded.absent().next())
}
