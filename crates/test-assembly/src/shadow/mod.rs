//! Adaptive tests by shadow tests: at each position the best full test that holds all rows and everything given; the next
//! item is the best free one of it (van der Linden 2005, chapter 9; van der Linden and Reese 1998).

mod eligibility;
mod ranking;
mod refresh;
mod sequence;

pub use eligibility::{EligibilityError, EligibilitySettings, EligibilityStatistics, Sitting};
pub use refresh::Refresh;
pub use sequence::{ShadowAnswer, ShadowError, ShadowState, ShadowStep, ShadowTests};
