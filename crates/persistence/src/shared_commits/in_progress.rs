//! The commits in progress.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// A commit that takes longer than this waits for the disk, and another can begin meanwhile.
pub(super) const WORK: Duration = Duration::from_millis(2);
/// A commit that takes longer than this waits for something else, as for the lock on a session, and keeps no other from beginning.
pub(super) const PATIENCE: Duration = Duration::from_millis(25);

/// How many commits there may be at the same time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommitLimits {
    /// Those that work.
    pub(crate) at_work: usize,
    /// All, with those that wait for something.
    pub(crate) most: usize,
}

/// How many answers wait, and how many are being committed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) waiting: usize,
    pub(super) in_flight: usize,
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

    /// The number of a further commit, if there may be one while this number of answers waits and is being committed.
    pub(super) fn begin(&mut self, load: Load) -> Option<u64> {
        if !self.has_room(load) {
            return None;
        }
        self.next += 1;
        self.began.insert(self.next, Instant::now());
        Some(self.next)
    }

    /// A committer is done with a commit and begins another, unless there is no room for it. Then it has ended.
    pub(super) fn renew(&mut self, number: u64, load: Load) -> bool {
        self.end(number);
        let goes_on = self.has_room(load);
        if goes_on {
            self.began.insert(number, Instant::now());
        }
        goes_on
    }

    pub(super) fn end(&mut self, number: u64) {
        self.began.remove(&number);
    }

    /// Whether there is room for a further commit. Beside another it has at least as many answers as are being committed: the more
    /// answers a commit has, the less each of them costs.
    fn has_room(&self, Load { waiting, in_flight }: Load) -> bool {
        if self.began.is_empty() {
            return true;
        }
        let CommitLimits { at_work, most } = self.limits;
        self.began.len() < most
            && (self.younger_than(PATIENCE) == 0 || in_flight <= waiting && self.younger_than(WORK) < at_work)
    }

    fn younger_than(&self, age: Duration) -> usize {
        let now = Instant::now();
        self.began.values().filter(|began| now.duration_since(**began) < age).count()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.began.len()
    }
}
