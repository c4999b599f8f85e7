//! Why an assembly is refused.

use thiserror::Error;

/// The largest number of forms.
pub const MOST_FORMS: usize = 50;
/// Why nothing can be assembled.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum AssemblyError {
    /// The number of forms is out of range.
    #[error("{0} forms; 1 to {MOST_FORMS} can be assembled at once")]
    FormCount(usize),
    /// Points and lists of coefficients differ in number.
    #[error("{coefficients} lists of coefficients for {points} points")]
    Points {
        /// The lists.
        coefficients: usize,
        /// The points.
        points: usize,
    },
    /// A list of coefficients does not have one for each item.
    #[error("{found} coefficients for {items} items")]
    Coefficients {
        /// The coefficients.
        found: usize,
        /// The items.
        items: usize,
    },
    /// A number cannot be computed with.
    #[error("{0} is not a number that can be optimised or aimed at")]
    Number(f64),
    /// A ratio is not positive.
    #[error("the ratios of a maximin objective must be positive")]
    Ratio,
    /// An excluded item does not exist.
    #[error("item number {0} does not exist")]
    UnknownItem(usize),
    /// The arithmetic failed.
    #[error("the arithmetic fails; the values in one row differ too much in size")]
    Numerical,
    /// A selection of the solver does not hold a row.
    #[error("the solution breaks row {0}; this is a fault of the solver")]
    Broken(String),
}
