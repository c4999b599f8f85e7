//! The marginal likelihood: posterior weights of the nodes, expected counts, gradient and observed information.

mod expectation;
mod information;
mod posterior;
mod problem;
mod score_rows;
mod scores;
mod stored_posteriors;

pub(crate) use expectation::{Evaluation, Expectation};
pub(crate) use information::{Information, information};
#[cfg(test)]
pub(crate) use posterior::{LogRows, Posterior};
pub(crate) use problem::{LatentPlan, Problem};
