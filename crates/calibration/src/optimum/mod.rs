//! The maximum of the marginal likelihood.

mod ascent;
mod clusters;
mod maximization;
mod optimise;
mod step;

pub(crate) use clusters::Clusters;
pub(crate) use maximization::em_step;
pub(crate) use optimise::{Optimum, Rules, observed_information, optimise};
