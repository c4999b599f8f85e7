//! The statistics that were counted of late, and those that are being counted.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use persistence::ExamTypeId;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::statistics::Statistics;

/// How many sets of exam types are kept. Those asked for least recently leave.
const MOST_KEPT: usize = 16;
/// How long statistics are good at least.
const LEAST_AGE: Duration = Duration::from_secs(5);
/// How many times as long as they took to count they are good: counting takes a small part of the time, however large the record is.
const AGE_BY_TIME: u32 = 20;

/// Statistics by the exam type versions that they are of.
#[derive(Debug, Default)]
pub(crate) struct StatisticsCache {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    by_exam_types: HashMap<Vec<ExamTypeId>, Entry>,
    /// Grows with each use.
    uses: u64,
}

#[derive(Debug, Default)]
struct Entry {
    counted: Option<(Arc<Statistics>, Instant)>,
    counting: Option<Counting>,
    last_use: u64,
}

/// A count under way: how many sessions it has seen, and what tells of its end.
#[derive(Debug, Clone)]
pub(crate) struct Counting {
    pub(crate) sessions: Arc<AtomicU64>,
    pub(crate) ended: watch::Receiver<bool>,
}

/// What whoever counts holds. The count ends when this is dropped, with an outcome or without.
#[derive(Debug)]
pub(crate) struct Counter {
    cache: Arc<StatisticsCache>,
    exam_types: Vec<ExamTypeId>,
    sessions: Arc<AtomicU64>,
    ends: watch::Sender<bool>,
}

/// What there is of some statistics.
#[derive(Debug)]
pub(crate) struct Held {
    /// What was counted last.
    pub(crate) counted: Option<Arc<Statistics>>,
    /// The count under way.
    pub(crate) counting: Option<Counting>,
    /// For the one caller that has to count.
    pub(crate) counter: Option<Counter>,
}

impl StatisticsCache {
    /// What there is of these exam types. Where it is missing or old and nobody counts, the caller gets the counter.
    pub(crate) fn held(self: &Arc<Self>, exam_types: &[ExamTypeId]) -> Held {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.uses += 1;
        let last_use = entries.uses;
        let entry = entries.by_exam_types.entry(exam_types.to_vec()).or_default();
        entry.last_use = last_use;
        let is_good = entry
            .counted
            .as_ref()
            .is_some_and(|(counted, at)| at.elapsed() < LEAST_AGE.max(counted.took.saturating_mul(AGE_BY_TIME)));
        let counter = (!is_good && entry.counting.is_none()).then(|| {
            let (ends, ended) = watch::channel(false);
            let sessions = Arc::new(AtomicU64::new(0));
            entry.counting = Some(Counting { sessions: Arc::clone(&sessions), ended });
            Counter { cache: Arc::clone(self), exam_types: exam_types.to_vec(), sessions, ends }
        });
        let counted = entry.counted.as_ref().map(|(counted, _)| Arc::clone(counted));
        let held = Held { counted, counting: entry.counting.clone(), counter };
        entries.forget_oldest();
        held
    }

    /// What was counted last of these exam types, and the count under way.
    pub(crate) fn latest(&self, exam_types: &[ExamTypeId]) -> (Option<Arc<Statistics>>, Option<Counting>) {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.by_exam_types.get(exam_types).map_or((None, None), |entry| {
            (entry.counted.as_ref().map(|(counted, _)| Arc::clone(counted)), entry.counting.clone())
        })
    }

    fn end(&self, exam_types: &[ExamTypeId], statistics: Option<Arc<Statistics>>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.by_exam_types.get_mut(exam_types) {
            if let Some(statistics) = statistics {
                entry.counted = Some((statistics, Instant::now()));
            }
            entry.counting = None;
        }
    }
}

impl Entries {
    fn forget_oldest(&mut self) {
        while self.by_exam_types.len() > MOST_KEPT {
            let idle = self.by_exam_types.iter().filter(|(_, entry)| entry.counting.is_none());
            let Some(oldest) = idle.min_by_key(|(_, entry)| entry.last_use).map(|(key, _)| key.clone()) else { return };
            self.by_exam_types.remove(&oldest);
        }
    }
}

impl Counter {
    /// Says that further sessions are counted.
    pub(crate) fn note(&self, sessions: u64) {
        self.sessions.fetch_add(sessions, Ordering::Relaxed);
    }

    /// Keeps what was counted.
    pub(crate) fn keep(self, statistics: Statistics) {
        self.cache.end(&self.exam_types, Some(Arc::new(statistics)));
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        // After `keep` the count has ended already, unless somebody has begun the next one, which has a channel of its own.
        let entries = &self.cache.entries;
        let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.by_exam_types.get_mut(&self.exam_types)
            && entry.counting.as_ref().is_some_and(|counting| Arc::ptr_eq(&counting.sessions, &self.sessions))
        {
            entry.counting = None;
        }
        drop(entries);
        self.ends.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const ONE: &[ExamTypeId] = &[ExamTypeId(1)];

    #[test]
    fn one_caller_counts_and_the_others_see_how_far() {
        let cache = Arc::new(StatisticsCache::default());
        let counter = cache.held(ONE).counter.unwrap();
        counter.note(7);
        let other = cache.held(ONE);
        assert!(other.counter.is_none() && other.counted.is_none());
        assert_eq!(other.counting.unwrap().sessions.load(Ordering::Relaxed), 7);
        counter.keep(Statistics::new(UNIX_EPOCH));
        let held = cache.held(ONE);
        assert!(held.counted.is_some() && held.counting.is_none() && held.counter.is_none());
    }

    #[test]
    fn a_count_that_fails_leaves_its_place_to_the_next() {
        let cache = Arc::new(StatisticsCache::default());
        drop(cache.held(ONE).counter.unwrap());
        assert!(cache.held(ONE).counter.is_some());
    }

    #[test]
    fn few_are_kept() {
        let cache = Arc::new(StatisticsCache::default());
        for number in 0..100 {
            if let Some(counter) = cache.held(&[ExamTypeId(number)]).counter {
                counter.keep(Statistics::new(UNIX_EPOCH));
            }
        }
        assert!(cache.entries.lock().unwrap().by_exam_types.len() <= MOST_KEPT);
    }
}
