//! The workload on which the engine and its peers are measured, and the median of a repeated measurement.

pub mod measure;
pub mod naive;
pub mod workload;
