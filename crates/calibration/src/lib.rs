#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod fit;
#[cfg(test)]
mod golden;
mod kernel;
mod likelihood;
mod linking;
mod node_grid;
mod optimum;
mod plan;
mod prior;
pub mod report;
mod responses;
mod run;
mod settings;

pub use linking::{Link, LinkError, LinkMethod, LinkPoints, link, rescaled};
pub use node_grid::{InvalidGrid, MAX_NODES, MIN_NODES, NodeGrid};
pub use prior::{Density, InvalidDensity};
pub use responses::{InvalidResponse, MAX_ITEMS, ResponseTable};
pub use run::{
    Calibration, CalibrationError, CalibrationItem, CalibrationOutcome, Covariance, Cycle, EstimatedItem, GroupLatent,
    ItemOutcome, ItemRole, ItemStatus, ParameterEstimate, SetAside, SetAsideReason,
};
pub use settings::{
    CalibrationSettings, ConvergenceSettings, InvalidSettings, LatentChoice, LatentSettings, LatentValue,
    PriorSettings, QuadratureSettings,
};
