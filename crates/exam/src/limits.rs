//! What a service may spend: threads, memory, and how long others wait.

use std::num::NonZeroUsize;
use std::time::Duration;

use irt_core::CostLimits;

/// What an exam service may spend on computations, memory and imports.
///
/// ```
/// use exam::Limits;
///
/// let limits = Limits { bank_items: 10_000, ..Limits::default() };
/// assert_eq!(limits.imports.most.get(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Computations that take too long for the threads that serve requests. Default: one at a time, 256 waiting for at most
    /// 10 s.
    pub computations: QueueLimits,
    /// Imports of banks, each from the first byte of its body to its end. Default: 2 at a time, 8 waiting for at most 30 s.
    pub imports: QueueLimits,
    /// What a design may cost on its bank.
    pub design: CostLimits,
    /// How many bytes the loaded banks and exam types may take. Default 1 GiB.
    pub catalogue_bytes: usize,
    /// How many items a bank may have when it is imported. Default 200 000.
    pub bank_items: usize,
}

/// How many may be at work at a time, and how many may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimits {
    /// How many at a time.
    pub most: NonZeroUsize,
    /// How many may wait. More are refused.
    pub waiting: usize,
    /// How long each may wait. It is refused then.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let one = NonZeroUsize::MIN;
        Self {
            computations: QueueLimits { most: one, waiting: 256, patience: Duration::from_secs(10) },
            imports: QueueLimits { most: one.saturating_add(1), waiting: 8, patience: Duration::from_secs(30) },
            design: CostLimits::default(),
            catalogue_bytes: 1 << 30,
            bank_items: 200_000,
        }
    }
}
