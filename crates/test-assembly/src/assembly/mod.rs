//! Assembly of fixed forms.

mod assemble;
mod build;
mod conflict;
mod error;
mod objective;
mod request;

pub use assemble::{Assembly, Forms, assemble, check_feasible};
pub use build::shadow_program;
pub use conflict::Conflict;
pub use error::{AssemblyError, MOST_FORMS};
pub use objective::Objective;
pub use request::{AssemblyRequest, NODE_LIMIT};
