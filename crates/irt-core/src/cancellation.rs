//! Giving up a computation whose result nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to give up a computation, which another thread may make. It cannot be taken back.
///
/// All clones are one request. The calls that take one, [`record_unless`](crate::AdaptiveEngine::record_unless) for
/// instance, look at it between the items of the bank.
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, Cancellation, Cancelled, FourPl, Item, ItemBank, Metric};
///
/// let bank = ItemBank::new(Metric::LOGISTIC, vec![Item::new("q1", FourPl::one_pl(0.0)?)?])?;
/// let test = Arc::new(AdaptiveTest::new(bank.into(), CatDesign::default())?);
/// let cancellation = Cancellation::new();
/// assert!(AdaptiveEngine::start_unless(Arc::clone(&test), 1, &cancellation).is_ok());
/// cancellation.cancel();
/// assert_eq!(AdaptiveEngine::start_unless(test, 1, &cancellation).unwrap_err(), Cancelled);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

/// The computation was given up; it has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the computation was given up")]
pub struct Cancelled;

impl Cancellation {
    /// A request that has not been made yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the request.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the request has been made.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where a long computation looks whether its result is still wanted.
///
/// A computation that stops at a checkpoint returns some value, which means nothing. The call that was given the
/// [`Cancellation`] asks once more when the computation has ended, and returns [`Cancelled`] instead of the value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checkpoint<'a>(Option<&'a Cancellation>);

impl<'a> Checkpoint<'a> {
    /// The checkpoint of a computation that always runs to its end.
    pub(crate) const NONE: Self = Self(None);

    pub(crate) const fn of(cancellation: &'a Cancellation) -> Self {
        Self(Some(cancellation))
    }

    pub(crate) fn is_cancelled(self) -> bool {
        self.0.is_some_and(Cancellation::is_cancelled)
    }

    /// Whether a computation that has ended was not given up.
    pub(crate) fn passed(self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}
