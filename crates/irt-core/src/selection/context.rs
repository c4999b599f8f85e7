//! What a selection rule looks at.

use super::information_index::InformationIndex;
use super::settings::SelectionSettings;
use crate::bank::ItemBank;
use crate::cancellation::Checkpoint;
use crate::estimation::Grid;
use crate::identity::ItemIndex;
use crate::models::FourPl;
use crate::response::Response;

/// Where a session stands when an item is chosen.
#[derive(Clone, Copy)]
pub(crate) struct SelectionContext<'a> {
    pub(crate) bank: &'a ItemBank,
    pub(crate) grid: &'a Grid,
    pub(crate) index: &'a InformationIndex,
    pub(crate) settings: &'a SelectionSettings,
    /// The ability at which the item is chosen.
    pub(crate) theta: f64,
    /// The standard error of the interim estimate.
    pub(crate) se: f64,
    /// How many items have been answered, those not scored included.
    pub(crate) answered: usize,
    /// The scored items.
    pub(crate) items: &'a [ItemIndex],
    /// The answers to them.
    pub(crate) responses: &'a [Response],
    /// The interim estimator, on the quadrature grid.
    pub(crate) interim_theta: &'a dyn Fn(&[ItemIndex], &[Response]) -> f64,
    /// Where a look at every item of the bank may end early.
    pub(crate) checkpoint: Checkpoint<'a>,
}

/// How many items are looked at between two checkpoints.
const ITEMS_BETWEEN_CHECKPOINTS: usize = 16;

impl SelectionContext<'_> {
    /// Whether a look at one item after the other ends before the item at this place.
    #[inline]
    pub(super) fn is_given_up(&self, place: usize) -> bool {
        place.is_multiple_of(ITEMS_BETWEEN_CHECKPOINTS) && self.checkpoint.is_cancelled()
    }

    pub(super) fn four_pl(&self, item: ItemIndex) -> Option<FourPl> {
        self.bank.item(item)?.four_pl()
    }

    /// The Fisher information of an item at the ability.
    pub(super) fn information(&self, item: ItemIndex) -> f64 {
        self.bank.curve(item).information(self.theta)
    }

    /// The responses that an item can have.
    pub(super) fn responses_of(&self, item: ItemIndex) -> impl Iterator<Item = Response> + use<> {
        (0..self.bank.categories(item).unwrap_or(0)).map(Response)
    }

    /// The log-likelihood of a response at the ability.
    pub(super) fn log_probability(&self, item: ItemIndex, response: Response) -> f64 {
        self.bank.curve(item).log_likelihood(response, self.theta)
    }
}
