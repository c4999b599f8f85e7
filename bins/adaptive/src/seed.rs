//! Seeds that nobody has given.

use anyhow::anyhow;
use exam::{Environment as _, SystemEnvironment};

/// Draws a seed that is short enough to be typed again.
pub(crate) fn draw() -> anyhow::Result<u64> {
    let mut bytes = [0; 4];
    let filled = SystemEnvironment.fill_random(&mut bytes);
    filled.map_err(|error| anyhow!("the operating system gave no random numbers ({error}); give a --seed"))?;
    Ok(u64::from(u32::from_le_bytes(bytes)))
}

/// The note that names a drawn seed.
pub(crate) fn drawn(seed: u64) -> String {
    format!("note: the seed {seed} was drawn; --seed {seed} gives the same result again")
}
