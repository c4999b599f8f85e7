//! What can be wrong with a test design.

use std::fmt;

use super::limits::{MAX_DECIMALS, MAX_NAME_CHARACTERS, MAX_PRIOR_SD, MAX_TEST_ITEMS, MAX_TUNING, MIN_PRIOR_SD};
use super::spec::PriorKind;
use crate::estimation::{MAX_QUADRATURE_NODES, MIN_QUADRATURE_NODES};
use crate::models::MAX_ABS_THETA;
use crate::selection::SelectionRule;

/// A field of a test design that breaks a rule.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{field}: {value} {cause}")]
pub struct DesignError {
    /// The field, as section and name: `stopping.max_items`.
    pub field: &'static str,
    /// Its value.
    pub value: String,
    /// The rule that it breaks.
    pub cause: DesignCause,
}

impl DesignError {
    pub(crate) fn new(field: &'static str, value: impl fmt::Display, cause: DesignCause) -> Self {
        Self { field, value: value.to_string(), cause }
    }

    /// The stable name of the cause, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.cause.code()
    }
}

/// A rule of test designs.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DesignCause {
    /// NaN or infinity.
    #[error("is not finite")]
    NotFinite,
    /// An ability beyond ±[`MAX_ABS_THETA`].
    #[error("is not between -{MAX_ABS_THETA} and {MAX_ABS_THETA}")]
    ThetaOutOfRange,
    /// The lower end of an interval is not below the upper.
    #[error("is not below the upper end {upper}")]
    LowerNotBelowUpper {
        /// The upper end.
        upper: f64,
    },
    /// Too few or too many quadrature nodes.
    #[error("is not between {MIN_QUADRATURE_NODES} and {MAX_QUADRATURE_NODES} nodes")]
    NodesOutOfRange,
    /// A standard deviation outside [`MIN_PRIOR_SD`] to [`MAX_PRIOR_SD`].
    #[error("is not between {MIN_PRIOR_SD} and {MAX_PRIOR_SD}")]
    SdOutOfRange,
    /// A field that this kind of prior does not have.
    #[error("is given, but a {kind} prior does not have this field")]
    UnusedField {
        /// The kind of the prior.
        kind: PriorKind,
    },
    /// The mean of a normal prior is off the quadrature, or a uniform or custom prior covers fewer than two of its nodes.
    #[error("puts the prior off the quadrature grid")]
    PriorOutsideQuadrature,
    /// The prior of an examinee, mean ± 4 standard deviations, is not on the grid of the design.
    #[error(
        "is a prior whose mean ± 4 sd is not on the grid of the design, {lower} to {upper}; set quadrature.lower and \
         quadrature.upper to cover it"
    )]
    PriorBeyondGrid {
        /// The lower end of the grid.
        lower: f64,
        /// The upper end.
        upper: f64,
    },
    /// A robust estimator's tuning constant outside (0, [`MAX_TUNING`]].
    #[error("is not above 0 and at most {MAX_TUNING}")]
    TuningOutOfRange,
    /// A robust estimator for a bank with polytomous items, which have no single difficulty.
    #[error("cannot be used: the bank has polytomous items")]
    RobustOnPolytomous,
    /// The length of a step where the design takes none.
    #[error("is given, but only `estimator.constant_pattern = \"step\"` uses it")]
    UnusedWithoutStep,
    /// MAP under a custom prior, which is known at the nodes only.
    #[error("cannot be used under a custom prior, which is known at the quadrature nodes only")]
    MapUnderCustomPrior,
    /// A custom prior has not as many weights as the quadrature has nodes.
    #[error("weights are not one for each of the {nodes} nodes of the quadrature")]
    WeightCountMismatch {
        /// How many nodes the quadrature has.
        nodes: u32,
    },
    /// A weight that is negative or not finite.
    #[error("is not a finite number of at least 0")]
    WeightOutOfRange,
    /// A uniform prior and the bounds have no interval in common.
    #[error("puts the prior outside the bounds")]
    PriorOutsideBounds,
    /// The start is outside the bounds.
    #[error("is not within the bounds")]
    StartOutsideBounds,
    /// No items, or more than [`MAX_TEST_ITEMS`].
    #[error("is not between 1 and {MAX_TEST_ITEMS}")]
    MaxItemsOutOfRange,
    /// A test would have to go on longer than it may.
    #[error("is more than the {max_items} items of the longest test")]
    MinItemsAboveMaxItems {
        /// The greatest number of items.
        max_items: u32,
    },
    /// A test would have to go on when the bank has no item left.
    #[error("is more than the {bank_len} items of the bank")]
    MinItemsAboveBank {
        /// How many items the bank has.
        bank_len: usize,
    },
    /// A threshold that no standard error reaches.
    #[error("is not above 0")]
    StandardErrorNotPositive,
    /// A number that has to be positive.
    #[error("is not above 0")]
    NotPositive,
    /// A number outside the range of its field, whose lower end is excluded.
    #[error("is not above {lower} and at most {upper}")]
    NotBetween {
        /// The lower end.
        lower: f64,
        /// The upper end.
        upper: f64,
    },
    /// A number that is no probability.
    #[error("is not between 0 and 1")]
    NotAProbability,
    /// A list that needs an entry.
    #[error("has no entry")]
    Empty,
    /// A value of a field that the rule in use does not look at.
    #[error("is given, but {rule} does not use it")]
    UnusedByRule {
        /// The selection rule.
        rule: SelectionRule,
    },
    /// A value of a field that the method of classification does not have.
    #[error("is given, but the method of classification does not have this field")]
    UnusedByMethod,
    /// The shares of the content areas do not sum to 1.
    #[error("is the sum of the shares, which is not 1")]
    SharesDoNotSumToOne,
    /// Fewer strata than two, or more than items.
    #[error("is not between 2 and the {max_items} items of the longest test")]
    StrataOutOfRange {
        /// The greatest number of items.
        max_items: u32,
    },
    /// A rule that needs to know how long a test is.
    #[error("needs `stopping.max_items`")]
    NeedsMaxItems,
    /// A position that is not in a test, or not after the one before.
    #[error("is not an ascending list of positions within the test, counted from 1")]
    PositionsNotAscending,
    /// An id that is listed twice.
    #[error("is listed more than once")]
    RepeatedItem,
    /// A set of items that says nothing.
    #[error("is a set of fewer than two items")]
    SetTooSmall,
    /// An id that is not in the bank.
    #[error("is not an item of the bank")]
    UnknownItem,
    /// A content area that no item of the bank belongs to.
    #[error("is not a content area of the bank")]
    UnknownArea,
    /// An item that can never be shown as the field wants it.
    #[error("is an item that the design excludes or keeps for pretesting")]
    ItemNotEligible,
    /// Two first items that exclude each other.
    #[error("is an enemy of an item before it")]
    EnemyBefore,
    /// More pretest positions than items.
    #[error("is more positions than there are pretest items")]
    TooFewPretestItems,
    /// A text that cannot name a scale or a level.
    #[error("is not a name: 1 to {MAX_NAME_CHARACTERS} characters without control characters, no space at the ends")]
    NotAName,
    /// More decimals than a score can have.
    #[error("is more than the {MAX_DECIMALS} decimals that a score can have")]
    TooManyDecimals,
    /// A level with the name of another.
    #[error("is the name of a level before it")]
    RepeatedLevel,
    /// A level above the lowest that does not say where it begins.
    #[error("is a level above the lowest and needs `from`, the score at which it begins")]
    LevelWithoutStart,
    /// A level that does not begin above the one before it.
    #[error("is not above {previous}, where the level before it begins")]
    LevelNotAbove {
        /// Where the level before begins.
        previous: f64,
    },
    /// A level that no score reaches, or that leaves no score to the level before.
    #[error("is beyond the bounds of the scale, so that a level has no scores")]
    LevelOutOfBounds,
    /// Scores below the lowest level would have none.
    #[error("leaves the scores below it without a level: the lowest level has no `from`, or at most `lower`")]
    ScoresBelowLowestLevel,
    /// An item that the rule is not defined for.
    #[error("is not a dichotomous item, which the rule needs")]
    NotDichotomous,
}

impl DesignCause {
    /// The stable name of the cause, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFinite => "not_finite",
            Self::ThetaOutOfRange => "theta_out_of_range",
            Self::LowerNotBelowUpper { .. } => "lower_not_below_upper",
            Self::NodesOutOfRange => "nodes_out_of_range",
            Self::SdOutOfRange => "sd_out_of_range",
            Self::UnusedField { .. } => "unused_field",
            Self::PriorOutsideQuadrature => "prior_outside_quadrature",
            Self::PriorBeyondGrid { .. } => "prior_beyond_grid",
            Self::TuningOutOfRange => "tuning_out_of_range",
            Self::RobustOnPolytomous => "robust_on_polytomous",
            Self::UnusedWithoutStep => "unused_without_step",
            Self::MapUnderCustomPrior => "map_under_custom_prior",
            Self::WeightCountMismatch { .. } => "weight_count_mismatch",
            Self::WeightOutOfRange => "weight_out_of_range",
            Self::PriorOutsideBounds => "prior_outside_bounds",
            Self::StartOutsideBounds => "start_outside_bounds",
            Self::MaxItemsOutOfRange => "max_items_out_of_range",
            Self::MinItemsAboveMaxItems { .. } => "min_items_above_max_items",
            Self::MinItemsAboveBank { .. } => "min_items_above_bank",
            Self::StandardErrorNotPositive => "standard_error_not_positive",
            Self::NotPositive => "not_positive",
            Self::NotBetween { .. } => "not_between",
            Self::NotAProbability => "not_a_probability",
            Self::Empty => "empty",
            Self::UnusedByRule { .. } => "unused_by_rule",
            Self::UnusedByMethod => "unused_by_method",
            Self::SharesDoNotSumToOne => "shares_do_not_sum_to_one",
            Self::StrataOutOfRange { .. } => "strata_out_of_range",
            Self::NeedsMaxItems => "needs_max_items",
            Self::PositionsNotAscending => "positions_not_ascending",
            Self::RepeatedItem => "repeated_item",
            Self::SetTooSmall => "set_too_small",
            Self::UnknownItem => "unknown_item",
            Self::UnknownArea => "unknown_area",
            Self::ItemNotEligible => "item_not_eligible",
            Self::EnemyBefore => "enemy_before",
            Self::TooFewPretestItems => "too_few_pretest_items",
            Self::NotAName => "not_a_name",
            Self::TooManyDecimals => "too_many_decimals",
            Self::RepeatedLevel => "repeated_level",
            Self::LevelWithoutStart => "level_without_start",
            Self::LevelNotAbove { .. } => "level_not_above",
            Self::LevelOutOfBounds => "level_out_of_bounds",
            Self::ScoresBelowLowestLevel => "scores_below_lowest_level",
            Self::NotDichotomous => "not_dichotomous",
        }
    }
}
