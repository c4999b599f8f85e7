//! All measures of fit of a calibration.

use std::fmt;

use irt_core::ItemModel;

use super::empirical_curve::{EmpiricalPoint, empirical_curve};
use super::mean_squares::{MeanSquares, mean_squares};
use super::residual_correlations::{ResidualCorrelation, residual_correlations};
use super::s_x2::{SX2, s_x2};
use super::tables::FitTables;
use crate::responses::ResponseTable;
use crate::run::{CalibrationOutcome, ItemOutcome};

/// An item with a smaller probability of its S-X2 is flagged.
const LEAST_P: f64 = 0.01;
/// The mean squares that are unremarkable.
const USUAL_MEAN_SQUARES: std::ops::RangeInclusive<f64> = 0.7..=1.3;
/// How far above the mean Q3 a pair counts as dependent.
const DEPENDENT: f64 = 0.2;

/// The measures of fit of all items of a calibration, in the order of the items.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemFit {
    /// S-X2.
    pub s_x2: Vec<Option<SX2>>,
    /// Infit and outfit.
    pub mean_squares: Vec<Option<MeanSquares>>,
    /// Yen's Q3 of all pairs, the greatest first.
    pub residual_correlations: Vec<ResidualCorrelation>,
    /// Observed scores by ability.
    pub curves: Vec<Vec<EmpiricalPoint>>,
}

/// Why an item is flagged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flag {
    /// Its S-X2 has this probability.
    SX2(f64),
    /// Its infit is this.
    Infit(f64),
    /// Its outfit is this.
    Outfit(f64),
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SX2(p) => write!(f, "S-X2 has p = {p:.4}"),
            Self::Infit(value) => write!(f, "infit is {value:.2}"),
            Self::Outfit(value) => write!(f, "outfit is {value:.2}"),
        }
    }
}

impl ItemFit {
    /// The fit of the items that a calibration keeps, to the responses of which it is.
    #[must_use]
    pub fn new(outcome: &CalibrationOutcome, responses: &ResponseTable) -> Self {
        let model = |item: &ItemOutcome| match item {
            ItemOutcome::Kept(item) if item.responses > 0.0 => Some(item.model.clone()),
            ItemOutcome::Kept(_) | ItemOutcome::SetAside(_) => None,
        };
        let items: Vec<Option<ItemModel>> = outcome.items.iter().map(model).collect();
        let latent: Vec<(f64, f64)> =
            outcome.latent.iter().map(|latent| (latent.mean.estimate, latent.sd.estimate)).collect();
        let tables = FitTables::new(responses, &items, &outcome.grid, &latent);
        Self {
            s_x2: s_x2(&tables),
            mean_squares: mean_squares(&tables),
            residual_correlations: residual_correlations(&tables),
            curves: (0..items.len()).map(|item| empirical_curve(&tables, item)).collect(),
        }
    }

    /// Why an item is flagged; empty when it fits.
    #[must_use]
    pub fn flags(&self, item: usize) -> Vec<Flag> {
        let p = self.s_x2.get(item).and_then(|fit| fit.as_ref()?.p).filter(|p| *p < LEAST_P).map(Flag::SX2);
        let squares = self.mean_squares.get(item).copied().flatten();
        let unusual = |value: &f64| !USUAL_MEAN_SQUARES.contains(value);
        let infit = squares.map(|squares| squares.infit.value).filter(unusual).map(Flag::Infit);
        let outfit = squares.map(|squares| squares.outfit.value).filter(unusual).map(Flag::Outfit);
        [p, infit, outfit].into_iter().flatten().collect()
    }

    /// The pairs of items whose residuals are correlated: Q3 is 0.2 or more above the mean of all pairs.
    pub fn dependent(&self) -> impl Iterator<Item = &ResidualCorrelation> {
        let count = self.residual_correlations.len().max(1) as f64;
        let mean = self.residual_correlations.iter().map(|pair| pair.correlation).sum::<f64>() / count;
        self.residual_correlations.iter().take_while(move |pair| pair.correlation >= mean + DEPENDENT)
    }
}
