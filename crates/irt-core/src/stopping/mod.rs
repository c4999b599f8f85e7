//! When a test is over.

mod classification;
mod context;
mod custom_rule;
mod normal_quantile;
mod reason;
mod rule;

pub use classification::{Classification, ClassificationMethod};
pub use context::StoppingContext;
pub(crate) use custom_rule::CustomRule;
pub use normal_quantile::normal_quantile;
pub use reason::StopReason;
pub use rule::{Combination, StoppingRule};
