//! Test assembly: blueprints as 0-1 programs, an exact solver, and the rows that cannot hold together.
//!
//! The crate knows attributes, rows and plain coefficients of items; it knows no formula of item response theory.
//!
//! # Parts
//! - [`AttributeTable`]: attributes of items and stimuli.
//! - [`RowSpec`], [`rows_from_csv`], [`BlueprintText`]: the rows as they are written, in TestDesign's layout and in ours.
//! - [`Blueprint`]: rows resolved to items and stimuli; [`Blueprint::achieved`] counts what a test gives them.
//! - [`assemble`]: fixed forms with an [`Objective`]; [`check_feasible`] and [`Conflict`]: why there are none.
//! - [`ShadowTests`]: one adaptive test after the other by shadow tests; [`EligibilityStatistics`]: exposure by segment.
//! - [`Solver`]: the solver beneath, for a sequence of programs.
//!
//! # Reference
//! van der Linden, W. J. (2005). *Linear models for optimal test design*. Springer.
#![forbid(unsafe_code)]

mod assembly;
mod attributes;
mod blueprint;
mod expression;
mod shadow;
mod solver;

pub use assembly::{
    Assembly, AssemblyError, AssemblyRequest, Conflict, Forms, MOST_FORMS, NODE_LIMIT, Objective, assemble,
    check_feasible, shadow_program,
};
pub use attributes::{AttributeError, AttributeTable, Column, ITEM_IDS, STIMULUS_IDS};
pub use blueprint::{
    Achieved, Blueprint, BlueprintError, BlueprintText, Of, RowFault, RowKind, RowResult, RowSpec, rows_from_csv,
    with_length,
};
pub use shadow::{
    EligibilityError, EligibilitySettings, EligibilityStatistics, Refresh, ShadowAnswer, ShadowError, ShadowState,
    ShadowStep, ShadowTests, Sitting,
};
pub use solver::{Continuous, LazyRow, Outcome, Program, ProgramRow, Query, Selection, Solver, Work};
