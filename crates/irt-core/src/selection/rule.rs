//! The selection rules: a name and a row of facts for each.

use super::choice_cost::ChoiceCost;
use super::criterion::Criterion;
use super::expected_information::expected_information;
use super::location;
use super::node_criteria::{discrimination, divergence, weighted_information};
use super::node_weights::WeightParts;
use super::rule_row::{Choice, Order, RuleRow, RuleSetting};
use crate::defined_for::DefinedFor;
use crate::named_variants::named_variants;

named_variants! {
    /// The criterion by which the next item is chosen.
    ///
    /// `theta` is the interim estimate (for the first item the design's start), `t` runs over the nodes of the
    /// quadrature with the trapezoid weights `w(t)`, `L(t)` is the likelihood of the answers so far, `g(t)` the
    /// prior density, `P_k` the probability of category `k` of the item and `I` its Fisher information. Among equals
    /// the first in the bank is chosen. The nodes serve also where the posterior is too narrow for EAP to be summed over
    /// them, for MEI's estimates too: a criterion ranks items, and is never reported as an estimate. As text the names are in `kebab-case`.
    ///
    /// Which one to take: [Choosing a selection rule](crate::guide#choosing-a-selection-rule).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[non_exhaustive]
    pub enum SelectionRule {
        /// `max-information`: the largest `I(theta)`. Lord (1980).
        #[default]
        MaxInformation => "max-information",
        /// `b-opt`: the least `|theta - b|`. Dichotomous items only. Urry (1970).
        BOpt => "b-opt",
        /// `th-opt`: the least distance of theta to where the item's information is highest. Dichotomous items only.
        /// Birnbaum (1968); Magis (2013).
        ThOpt => "th-opt",
        /// `mlwi`: the largest `sum w L I`. Veerkamp and Berger (1997).
        Mlwi => "mlwi",
        /// `mpwi`: the largest `sum w L g I`. van der Linden (1998).
        Mpwi => "mpwi",
        /// `mei`: the largest expected information of the item at the estimate that its answer leads to. van der Linden
        /// (1998).
        Mei => "mei",
        /// `mepv`: the least expected variance of the posterior, each answer having the probability that it has at `theta`, as
        /// in catR. Magis and Raîche (2012).
        Mepv => "mepv",
        /// `mepv-predictive`: the same, each answer having the probability that the posterior predicts. Owen (1975); van der
        /// Linden (1998).
        MepvPredictive => "mepv-predictive",
        /// `kl`: the largest `sum w L KL`, `KL = sum_k P_k(theta) ln(P_k(theta) / P_k(t))`. Chang and Ying (1996).
        Kl => "kl",
        /// `klp`: the largest `sum w L g KL`. Chang and Ying (1996).
        Klp => "klp",
        /// `gdi`: the largest variance of `P` under the likelihood, normalised, without trapezoid weights. Dichotomous
        /// items only. Kaplan, de la Torre and Barrada (2015).
        Gdi => "gdi",
        /// `gdip`: the same under the posterior.
        Gdip => "gdip",
        /// `progressive`: the largest `W I(theta) + (1 - W) U`, `U` being drawn for each item from 0 to the largest
        /// information and `W` growing from 0 to 1 in the course of the test. Revuelta and Ponsoda (1998).
        Progressive => "progressive",
        /// `proportional`: drawn with probability proportional to a power of `I(theta)` that grows in the course of the
        /// test. Barrada, Olea, Ponsoda and Abad (2008).
        Proportional => "proportional",
        /// `random`: drawn, all eligible items being equally likely.
        Random => "random",
    }
}

impl SelectionRule {
    /// All that there is to know of the rule. Design checks, tables and the documentation read it.
    pub(crate) const fn row(self) -> RuleRow {
        use Criterion::{AfterAnswer, AtTheta, ExpectedVariance, Information};
        use Criterion::{OverInformations, OverLogProbabilities, OverProbabilities, PredictedVariance};
        use RuleSetting::{Acceleration, Randomesque};
        match self {
            Self::MaxInformation => RuleRow::most(Information, ChoiceCost::by_index(12.0)),
            Self::BOpt => RuleRow::least(AtTheta(location::difficulty), ChoiceCost::at_theta(21.0)).dichotomous(),
            // Twice as much without an upper asymptote; with one, the peak is bisected.
            Self::ThOpt => {
                RuleRow::least(AtTheta(location::information_peak), ChoiceCost::at_theta(48.0)).dichotomous()
            }
            Self::Mlwi => RuleRow::most(
                OverInformations(WeightParts::LIKELIHOOD, weighted_information),
                ChoiceCost::over_items(3.0, 0.2),
            ),
            Self::Mpwi => RuleRow::most(
                OverInformations(WeightParts::POSTERIOR, weighted_information),
                ChoiceCost::over_items(3.0, 0.2),
            ),
            Self::Mei => RuleRow::most(AfterAnswer(expected_information), ChoiceCost::after_answers(40.0))
                .using(&[Randomesque, RuleSetting::Information]),
            Self::Mepv => RuleRow::least(ExpectedVariance(WeightParts::POSTERIOR), ChoiceCost::over_items(10.0, 0.2)),
            Self::MepvPredictive => {
                RuleRow::least(PredictedVariance(WeightParts::POSTERIOR), ChoiceCost::over_categories(5.0, 0.9))
            }
            Self::Kl => RuleRow::most(
                OverLogProbabilities(WeightParts::LIKELIHOOD, divergence),
                ChoiceCost::over_categories(70.0, 0.5),
            ),
            Self::Klp => RuleRow::most(
                OverLogProbabilities(WeightParts::POSTERIOR, divergence),
                ChoiceCost::over_categories(70.0, 0.5),
            ),
            Self::Gdi => RuleRow::most(
                OverProbabilities(WeightParts::DISCRETE_LIKELIHOOD, discrimination),
                ChoiceCost::over_items(3.0, 1.2),
            )
            .dichotomous(),
            Self::Gdip => RuleRow::most(
                OverProbabilities(WeightParts::DISCRETE_POSTERIOR, discrimination),
                ChoiceCost::over_items(3.0, 1.2),
            )
            .dichotomous(),
            Self::Progressive => RuleRow::most(Information, ChoiceCost::by_index(27.0))
                .choosing(Choice::BestOfMixture)
                .using(&[Randomesque, Acceleration]),
            Self::Proportional => RuleRow::most(Information, ChoiceCost::by_index(38.0))
                .choosing(Choice::DrawnByPower)
                .using(&[Acceleration]),
            Self::Random => {
                RuleRow::most(AtTheta(|_, _| 1.0), ChoiceCost::at_theta(1.3)).choosing(Choice::Drawn).using(&[])
            }
        }
    }

    /// The rule that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.as_str() == name)
    }

    /// Whether the best item is the one with the least value.
    #[must_use]
    pub const fn prefers_least(self) -> bool {
        matches!(self.row().order, Order::Least)
    }

    /// Whether the rule is defined for dichotomous items only.
    #[must_use]
    pub const fn is_dichotomous_only(self) -> bool {
        matches!(self.row().items, DefinedFor::DichotomousItems)
    }

    /// Whether each choice estimates anew for each answer to each item.
    #[must_use]
    pub const fn estimates_anew(self) -> bool {
        matches!(self.row().criterion, Criterion::AfterAnswer(_))
    }

    /// Whether the rule uses a setting.
    pub(crate) fn uses(self, setting: RuleSetting) -> bool {
        self.row().settings.contains(&setting)
    }
}

#[cfg(test)]
mod tests {
    use super::SelectionRule;
    use crate::defined_for::DefinedFor;
    use crate::selection::rule_row::{Choice, Order};

    /// The line of a rule in the table of `docs/design-file.md`: name, order, items, settings.
    fn line(rule: SelectionRule) -> [String; 4] {
        let row = rule.row();
        let order = match (row.choice, row.order) {
            (Choice::Drawn | Choice::DrawnByPower, _) => "drawn",
            (_, Order::Most) => "most",
            (_, Order::Least) => "least",
        };
        let items = if row.items == DefinedFor::AllItems { "all" } else { "dichotomous" };
        let name = |field: &'static str| format!("`{}`", field.split_once('.').map_or(field, |(_, key)| key));
        let settings: Vec<String> = row.settings.iter().map(|setting| name(setting.field())).collect();
        [format!("`{rule}`"), order.to_owned(), items.to_owned(), settings.join(", ")]
    }

    #[test]
    fn the_documentation_has_the_row_of_every_rule() {
        let text = include_str!("../../../../docs/design-file.md");
        let (_, table) = text.split_once("| rule | order | the value of an item | items | settings |").unwrap();
        let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let found: Vec<[String; 4]> = lines
            .map(|line| {
                let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
                [0, 1, 3, 4].map(|column| cells[column].to_owned())
            })
            .collect();
        let expected: Vec<[String; 4]> = SelectionRule::ALL.iter().map(|rule| line(*rule)).collect();
        assert_eq!(found, expected);
    }
}
