//! The section of a design on exposure, for one bank.

use crate::bank::ItemBank;
use crate::design::{DesignError, ExposureSpec, find_item};
use crate::identity::ItemIndex;
use crate::random::Draws;

/// The section on exposure, checked against a bank.
#[derive(Debug)]
pub(crate) struct ExposurePlan {
    /// The next item is drawn from this number of the best, at least 1.
    pub(crate) randomesque: usize,
    pub(crate) maximum_rate: Option<f64>,
    /// The items that have a parameter below 1, in the order of the bank, with the parameter.
    sympson_hetter: Box<[(ItemIndex, f64)]>,
}

impl ExposurePlan {
    pub(crate) fn new(bank: &ItemBank, spec: &ExposureSpec) -> Result<Self, DesignError> {
        let mut parameters = Vec::with_capacity(spec.sympson_hetter.len());
        for (id, parameter) in &spec.sympson_hetter {
            parameters.push((find_item(bank, "exposure.sympson_hetter", id)?, *parameter));
        }
        parameters.retain(|(_, parameter)| *parameter < 1.0);
        parameters.sort_by_key(|(item, _)| *item);
        let randomesque = spec.randomesque.unwrap_or(1) as usize;
        Ok(Self { randomesque, maximum_rate: spec.maximum_rate, sympson_hetter: parameters.into() })
    }

    /// The items that fail the Sympson-Hetter experiment in the session with this seed.
    ///
    /// An item that fails is set aside for the rest of the session, so there is one draw for each item of a parameter
    /// below 1, in the order of the bank; it fails where the draw is not below the parameter.
    ///
    /// # Reference
    /// Sympson and Hetter (1985).
    pub(crate) fn failures(&self, seed: u64) -> impl Iterator<Item = ItemIndex> + '_ {
        let mut draws = Draws::from_seed(seed);
        self.sympson_hetter.iter().filter(move |(_, parameter)| draws.unit() >= *parameter).map(|(item, _)| *item)
    }
}
