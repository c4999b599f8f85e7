//! Linking: from the scale of one calibration to that of another, by common items.

mod characteristic_curve;
mod find;
mod link;
mod moments;
mod rescaled;

pub use characteristic_curve::LinkPoints;
pub use find::link;
pub use link::{Link, LinkError, LinkMethod};
pub use rescaled::rescaled;
