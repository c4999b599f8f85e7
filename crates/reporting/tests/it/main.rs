//! Charts and pages through the public interface.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod charts;
mod pages;
