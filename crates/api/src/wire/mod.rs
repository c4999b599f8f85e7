//! The bodies and queries of the interface, one file for each subject. Field names are the contract with clients.
//!
//! Types whose names another crate has too end in `Reply`; `schema(as = …)` keeps their names in the OpenAPI document.

pub(crate) mod answer;
pub(crate) mod bank;
pub(crate) mod design;
pub(crate) mod event;
pub(crate) mod exam;
pub(crate) mod exam_type;
pub(crate) mod header;
pub(crate) mod item;
pub(crate) mod key;
pub(crate) mod names;
pub(crate) mod page;
pub(crate) mod prior;
pub(crate) mod report;
pub(crate) mod reported_score;
pub(crate) mod reporting_scale;
pub(crate) mod rescore;
pub(crate) mod results;
pub(crate) mod scalars;
pub(crate) mod score;
pub(crate) mod session;
pub(crate) mod shape;
pub(crate) mod simulation;
pub(crate) mod store;
pub(crate) mod time;
