//! Time and chance that are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use exam::Environment;

/// A clock that advances by a second at each reading, and random bytes that are a counter.
#[derive(Debug, Default)]
pub(crate) struct CountingEnvironment {
    seconds: AtomicU64,
    draws: AtomicU64,
}

impl Environment for CountingEnvironment {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000_000 + self.seconds.fetch_add(1, Ordering::Relaxed))
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        fill_with(self.draws.fetch_add(1, Ordering::Relaxed), buffer);
        Ok(())
    }
}

/// A clock that the test advances, and random bytes that are a counter.
#[derive(Debug, Default)]
pub(crate) struct ManualEnvironment {
    microseconds: AtomicU64,
    draws: AtomicU64,
}

impl ManualEnvironment {
    pub(crate) fn advance(&self, by: Duration) {
        self.microseconds.fetch_add(by.as_micros().try_into().unwrap(), Ordering::SeqCst);
    }
}

impl Environment for ManualEnvironment {
    fn now(&self) -> SystemTime {
        let since = Duration::from_micros(self.microseconds.load(Ordering::SeqCst));
        UNIX_EPOCH + Duration::from_secs(1_000_000_000) + since
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        fill_with(self.draws.fetch_add(1, Ordering::Relaxed), buffer);
        Ok(())
    }
}

fn fill_with(draw: u64, buffer: &mut [u8]) {
    let bytes = draw.to_le_bytes();
    for (place, byte) in buffer.iter_mut().enumerate() {
        *byte = bytes[place % bytes.len()];
    }
}
