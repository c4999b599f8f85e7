//! The commits in progress.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// A commit that takes longer than this waits for something, and does not keep another from beginning: for the lock on a session,
/// for a disk that is far away.
pub(super) const PATIENCE: Duration = Duration::from_millis(25);

/// How many commits there may be at the same time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommitLimits {
    /// Those that get on.
    pub(crate) active: usize,
    /// All, with those that wait for something.
    pub(crate) most: usize,
}

/// The commits in progress or about to begin, each with the time at which it began.
#[derive(Debug)]
pub(super) struct InProgress {
    began: BTreeMap<u64, Instant>,
    next: u64,
    limits: CommitLimits,
}

impl InProgress {
    pub(super) const fn new(limits: CommitLimits) -> Self {
        Self { began: BTreeMap::new(), next: 0, limits }
    }

    /// The number of a further commit, if there may be one.
    pub(super) fn begin(&mut self) -> Option<u64> {
        if !self.has_room() {
            return None;
        }
        self.next += 1;
        self.began.insert(self.next, Instant::now());
        Some(self.next)
    }

    /// A committer is done with a commit and begins another, unless others leave no room for it.
    pub(super) fn renew(&mut self, number: u64) -> bool {
        self.end(number);
        let goes_on = self.has_room();
        if goes_on {
            self.began.insert(number, Instant::now());
        }
        goes_on
    }

    pub(super) fn end(&mut self, number: u64) {
        self.began.remove(&number);
    }

    fn has_room(&self) -> bool {
        let CommitLimits { active, most } = self.limits;
        // The clock is read only when it matters.
        self.began.len() < active || self.began.len() < most && self.active() < active
    }

    fn active(&self) -> usize {
        let now = Instant::now();
        self.began.values().filter(|began| now.duration_since(**began) < PATIENCE).count()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.began.len()
    }
}
