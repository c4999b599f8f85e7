//! Which item comes next: the criterion, and the pick among its best.

mod answers_to_come;
mod chance;
mod choice_cost;
mod context;
mod criterion;
mod expected_information;
mod information_index;
mod location;
mod max_information;
mod node_criteria;
mod node_sums;
mod node_table;
mod node_tables;
mod node_weights;
mod pick;
mod posterior_variance;
mod prepared_criterion;
mod prepared_rule;
mod rule;
mod rule_row;
mod scratch;
mod settings;
mod variance_bounds;

pub(crate) use choice_cost::{BankSize, ChoiceCost};
pub(crate) use context::SelectionContext;
pub(crate) use information_index::InformationIndex;
pub(crate) use node_tables::NodeTables;
pub(crate) use prepared_rule::PreparedRule;
pub use rule::SelectionRule;
pub(crate) use rule_row::RuleSetting;
pub(crate) use scratch::SelectionScratch;
pub(crate) use settings::SelectionSettings;
pub use settings::{DEFAULT_ACCELERATION, InformationKind};
