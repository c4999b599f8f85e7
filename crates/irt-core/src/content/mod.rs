//! What a test is made of: which items may come next, whatever they measure.

mod areas;
mod plan;
mod pretest;
mod relations;
mod strata;

pub(crate) use plan::ContentPlan;
