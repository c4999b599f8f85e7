//! The only source of time and random bytes in an exam.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of the time of day and of random bytes.
pub trait Environment: Send + Sync {
    /// The time of day, in whole microseconds, which is what the record keeps.
    fn now(&self) -> SystemTime;
    /// Fills the buffer with random bytes that cannot be guessed.
    ///
    /// # Errors
    /// When the operating system gives none.
    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error>;
}

/// The clock and the random source of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEnvironment;

impl Environment for SystemEnvironment {
    #[expect(clippy::disallowed_methods, reason = "this is the seam through which time enters")]
    fn now(&self) -> SystemTime {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let microseconds = u64::try_from(since_epoch.as_micros()).unwrap_or(u64::MAX);
        UNIX_EPOCH + Duration::from_micros(microseconds)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the seam through which chance enters")]
    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        getrandom::fill(buffer)
    }
}
