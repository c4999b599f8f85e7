//! The sections `[compute]` and `[limits]`: what the server spends on computations, memory and imports.

use std::num::{NonZeroU64, NonZeroUsize};

use anyhow::ensure;
use exam::Limits;
use serde::{Deserialize, Serialize};

use crate::settings::values::milliseconds;

const MEBIBYTE: usize = 1 << 20;
/// The largest number of megabytes, which fits into any number of bytes.
const MAX_MEGABYTES: usize = 1 << 20;

/// `[compute]`: the threads for computations that take long.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ComputeSection {
    /// The number of threads; one less than there are processors when absent.
    threads: Option<NonZeroUsize>,
    /// How many computations may wait for a thread.
    queue: Option<usize>,
    /// How long each may wait.
    wait_ms: Option<NonZeroU64>,
}

/// `[limits]`: what designs may cost, and what banks and exam types may take.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LimitsSection {
    /// How long the choice of an item may take by its estimate.
    step_ms: Option<NonZeroU64>,
    /// How much memory the tables of a design may take on its bank.
    tables_megabytes: Option<NonZeroUsize>,
    /// How much memory all loaded banks and exam types may take.
    catalogue_megabytes: Option<NonZeroUsize>,
    /// How many items a bank may have.
    bank_items: Option<NonZeroUsize>,
    /// How many banks may be imported at a time.
    imports: Option<NonZeroUsize>,
    /// How many imports may wait.
    waiting_imports: Option<usize>,
}

impl LimitsSection {
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        for (name, value) in [("tables", self.tables_megabytes), ("catalogue", self.catalogue_megabytes)] {
            ensure!(
                value.is_none_or(|megabytes| megabytes.get() <= MAX_MEGABYTES),
                "limits.{name}_megabytes must not exceed {MAX_MEGABYTES} (a terabyte)"
            );
        }
        let limits = self.limits(&ComputeSection::default());
        ensure!(
            limits.design.table_bytes <= limits.catalogue_bytes,
            "limits.tables_megabytes ({}) must not exceed limits.catalogue_megabytes ({}): an exam type has to fit into the \
             catalogue",
            limits.design.table_bytes / MEBIBYTE,
            limits.catalogue_bytes / MEBIBYTE
        );
        Ok(())
    }

    /// The limits of the service.
    pub(crate) fn limits(&self, compute: &ComputeSection) -> Limits {
        let mut limits = Limits::default();
        limits.computations.most = compute.threads.unwrap_or_else(spare_processors);
        limits.computations.waiting = compute.queue.unwrap_or(limits.computations.waiting);
        limits.computations.patience = compute.wait_ms.map_or(limits.computations.patience, milliseconds);
        limits.imports.most = self.imports.unwrap_or(limits.imports.most);
        limits.imports.waiting = self.waiting_imports.unwrap_or(limits.imports.waiting);
        limits.design.step = self.step_ms.map_or(limits.design.step, milliseconds);
        let bytes = |megabytes: NonZeroUsize| megabytes.get().saturating_mul(MEBIBYTE);
        limits.design.table_bytes = self.tables_megabytes.map_or(limits.design.table_bytes, bytes);
        limits.catalogue_bytes = self.catalogue_megabytes.map_or(limits.catalogue_bytes, bytes);
        limits.bank_items = self.bank_items.map_or(limits.bank_items, NonZeroUsize::get);
        limits
    }
}

/// One processor less than there are, so that long computations leave one to the threads that serve requests.
fn spare_processors() -> NonZeroUsize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    NonZeroUsize::new(processors.saturating_sub(1)).unwrap_or(NonZeroUsize::MIN)
}
