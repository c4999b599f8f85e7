//! The columns behind those that every estimate has: the reporting scale, the classification, person fit.

mod added_columns;
mod classification;
mod column_group;
mod person_fit;
mod scale;

pub(super) use added_columns::AddedColumns;
pub(super) use column_group::ScoredPattern;
pub(crate) use scale::ScaleColumns;
