//! Linking: from the scale of one calibration to that of another, by common items.

mod characteristic_curve;
mod link;
mod moments;
mod rescaled;

pub use characteristic_curve::LinkPoints;
pub use link::{Link, LinkError, LinkMethod, link};
pub use rescaled::rescaled;
