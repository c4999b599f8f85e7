//! The response functions of items in the parameters in which they are estimated.
//!
//! Each family has *core* parameters: slope and intercepts, logits of asymptotes. [`Kernel`] has the logarithms of the
//! category probabilities, their gradients and their second derivatives in these. How the core parameters follow from the
//! estimated ones is the subject of [`crate::plan`].

mod family;
mod graded;
mod logistic;
mod multinomial;
mod shape;

pub(crate) use family::{Family, Kernel};
pub(crate) use shape::{Asymptotes, SecondOrder, logistic_of};
