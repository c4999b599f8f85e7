//! Points at which a test build can be made to fail. Without the feature `failpoints` they are nothing at all.
//!
//! One program is built with the feature or without it: switched on for one crate, it is on for every crate that has points.

#[cfg(feature = "failpoints")]
pub use fail;

/// A point that tests make fail by its name.
///
/// ```
/// fail_points::fail_point!("example::before_the_answer");
/// ```
#[cfg(feature = "failpoints")]
#[macro_export]
macro_rules! fail_point {
    ($name:literal) => {
        $crate::fail::fail_point!($name)
    };
}

/// A point that tests make fail by its name: in this build, nothing.
///
/// ```
/// fail_points::fail_point!("example::before_the_answer");
/// ```
#[cfg(not(feature = "failpoints"))]
#[macro_export]
macro_rules! fail_point {
    ($name:literal) => {};
}
