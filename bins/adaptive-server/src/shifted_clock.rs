//! Test builds only: a server whose clock is wrong.
//!
//! `ADAPTIVE_CLOCK_SHIFT_SECONDS=-3600` puts the clock of the process back by an hour.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use exam::{Environment, SystemEnvironment};

const VARIABLE: &str = "ADAPTIVE_CLOCK_SHIFT_SECONDS";

/// The environment of this process, with its clock shifted where the variable says so.
pub(crate) fn own_environment() -> anyhow::Result<Arc<dyn Environment>> {
    let Some(text) = std::env::var_os(VARIABLE) else { return Ok(Arc::new(SystemEnvironment)) };
    let seconds: i32 =
        text.to_string_lossy().parse().with_context(|| format!("{VARIABLE} is {text:?}: give seconds"))?;
    Ok(Arc::new(ShiftedClock { seconds }))
}

struct ShiftedClock {
    seconds: i32,
}

impl Environment for ShiftedClock {
    fn now(&self) -> SystemTime {
        let distance = Duration::from_secs(self.seconds.unsigned_abs().into());
        let now = SystemEnvironment.now();
        if self.seconds < 0 { now - distance } else { now + distance }
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        SystemEnvironment.fill_random(buffer)
    }
}
