//! Has no code. Its manifest names the features in which both binaries build the dependencies that they share, so that
//! the second build compiles only what the first has not.
