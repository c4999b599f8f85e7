//! Points at which a test build can be made to fail; every other build has none.

/// A point that tests make fail by its name.
#[cfg(feature = "failpoints")]
macro_rules! fail_point {
    ($name:literal) => {
        fail::fail_point!($name)
    };
}

/// Nothing at all.
#[cfg(not(feature = "failpoints"))]
macro_rules! fail_point {
    ($name:literal) => {};
}

pub(crate) use fail_point;
