//! Whether the items fit their models.

mod empirical_curve;
mod item_fit;
mod mean_squares;
mod residual_correlations;
mod s_x2;
mod score_distribution;
mod tables;

pub use empirical_curve::{EmpiricalPoint, empirical_curve};
pub use item_fit::{Flag, ItemFit};
pub use mean_squares::{MeanSquare, MeanSquares, mean_squares};
pub use residual_correlations::{ResidualCorrelation, residual_correlations};
pub use s_x2::{SX2, ScoreGroup, s_x2};
pub use tables::FitTables;
