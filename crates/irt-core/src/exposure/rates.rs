//! How often each item has been shown so far; the caller counts.

use crate::identity::ItemIndex;

/// The share of the examinees so far to whom each item of a bank has been shown.
///
/// The caller counts, not this library. The rates at the start of a session decide which items are withheld in it. They
/// are part of its state, so that the session can be replayed whatever the rates are later.
///
/// ```
/// use irt_core::ExposureRates;
///
/// let rates = ExposureRates::from_counts(&[30, 0, 12], 40)?;
/// assert_eq!(rates.as_slice(), [0.75, 0.0, 0.3]);
/// assert!(ExposureRates::new(vec![0.5, 1.5]).is_err());
/// # Ok::<(), irt_core::InvalidRate>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureRates(Box<[f64]>);

/// A number that is no share of examinees.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the exposure rate of item {item} is {value}, which is not between 0 and 1")]
pub struct InvalidRate {
    /// The position of the item in its bank.
    pub item: ItemIndex,
    /// Its rate.
    pub value: f64,
}

/// Rates that do not belong to a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{rates} exposure rates, but {bank_len} items")]
pub struct RateError {
    /// How many rates there are.
    pub rates: usize,
    /// How many items the bank has.
    pub bank_len: usize,
}

impl ExposureRates {
    /// Rates in the order of the bank.
    ///
    /// # Errors
    /// [`InvalidRate`] for the first that is not between 0 and 1.
    pub fn new(rates: Vec<f64>) -> Result<Self, InvalidRate> {
        match (0..).map(ItemIndex).zip(&rates).find(|(_, rate)| !(0.0..=1.0).contains(*rate)) {
            Some((item, rate)) => Err(InvalidRate { item, value: *rate }),
            None => Ok(Self(rates.into())),
        }
    }

    /// Rates from how often each item was shown, and the number of examinees; all 0 where there was none yet.
    ///
    /// # Errors
    /// [`InvalidRate`] for the first item that was shown to more examinees than there were.
    pub fn from_counts(shown: &[u32], examinees: u32) -> Result<Self, InvalidRate> {
        Self::new(shown.iter().map(|shown| f64::from(*shown) / f64::from(examinees.max(1))).collect())
    }

    /// The rates in the order of the bank.
    #[must_use]
    pub const fn as_slice(&self) -> &[f64] {
        &self.0
    }
}
