//! Blueprints: what every test must hold.

mod achieved;
mod error;
mod read;
mod resolve;
mod resolved;
mod row_spec;
mod rule;

pub use achieved::{Achieved, RowResult};
pub use error::{BlueprintError, RowFault};
pub use read::{BlueprintText, rows_from_csv, with_length};
pub use resolved::Blueprint;
pub(crate) use resolved::Row;
pub use row_spec::{Of, RowKind, RowSpec};
pub(crate) use rule::{Part, Rule};
