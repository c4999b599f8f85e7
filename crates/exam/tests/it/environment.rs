//! Time and chance that are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use exam::Environment;

/// A clock that goes on by a second each time it is read, and bytes that count.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    seconds: AtomicU64,
    draws: AtomicU64,
}

impl Environment for Counted {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000_000 + self.seconds.fetch_add(1, Ordering::Relaxed))
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        let draw = self.draws.fetch_add(1, Ordering::Relaxed);
        let bytes = draw.to_le_bytes();
        for (place, byte) in buffer.iter_mut().enumerate() {
            *byte = bytes[place % bytes.len()];
        }
        Ok(())
    }
}
