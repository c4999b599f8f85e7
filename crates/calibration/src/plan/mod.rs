//! How the estimated parameters make the core parameters of each item.

mod item_plan;
mod mapping;

pub(crate) use item_plan::ItemPlan;
pub(crate) use mapping::{Mapping, last_of_zero_sum};
