//! Whole simulations through the public interface.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod alarms;
mod calibration;
mod classification;
mod comparison;
mod content;
mod fixtures;
mod groups;
mod measures;
mod naive;
mod observing;
mod post_hoc;
mod reference;
mod repeatable;
mod report;
