//! An adaptive test: a bank under a design, with everything that is computed once for the two.

mod adaptive_test;
mod bank_tables;
mod design_cost;
mod eap;
mod fingerprint;
mod inspection;
mod parts;
mod person_fit;
mod probability_table;
mod scorer;
mod stable_hash;
mod start_plan;
mod sum_scores;

pub use adaptive_test::AdaptiveTest;
pub use bank_tables::BankTables;
pub use design_cost::{CostLimits, DesignCost, ExcessCause, ExcessiveCost};
pub use eap::eap;
pub use fingerprint::Fingerprint;
pub use sum_scores::SumScoreTable;
