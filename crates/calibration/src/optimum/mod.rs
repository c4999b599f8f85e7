//! The maximum of the marginal likelihood.

mod ascent;
mod clusters;
mod maximization;
mod optimise;
mod secants;
mod step;

pub(crate) use ascent::maximise;
#[cfg(test)]
pub(crate) use clusters::Clusters;
#[cfg(test)]
pub(crate) use maximization::em_step;
pub(crate) use optimise::{Optimum, Rules, observed_information, optimise};
