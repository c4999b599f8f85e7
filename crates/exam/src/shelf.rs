//! What is kept in memory of the catalogue, within a limit of bytes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use persistence::{BankId, ExamTypeId};
use tokio::sync::OnceCell;

use crate::loaded_bank::LoadedBank;
use crate::loaded_exam::LoadedExam;
use crate::piece::{Piece, Shelved};

/// A cell that is filled once. Calls that want it filled at the same time share the work.
pub(crate) type Cell<T> = Arc<OnceCell<Arc<T>>>;

/// The exam types and banks in use. Those used least recently leave when all together take more bytes than they may; what
/// two entries share counts once. Sessions keep what they use.
pub(crate) struct Shelf {
    limit: usize,
    content: Mutex<Content>,
}

#[derive(Default)]
struct Content {
    exams: Slots<ExamTypeId, LoadedExam>,
    banks: Slots<BankId, LoadedBank>,
    /// Grows with each use.
    uses: u64,
}

type Slots<K, T> = HashMap<K, Slot<T>>;

struct Slot<T> {
    cell: Cell<T>,
    last_use: u64,
}

/// The name of an entry.
#[derive(Clone, Copy)]
enum Key {
    Exam(ExamTypeId),
    Bank(BankId),
}

/// An entry that has been loaded.
struct Entry {
    key: Key,
    last_use: u64,
    pieces: Vec<Piece>,
}

/// What the shelf holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogueUse {
    /// How many exam types and banks are loaded.
    pub entries: usize,
    /// How many bytes they take.
    pub bytes: usize,
}

impl Shelf {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, content: Mutex::default() }
    }

    /// The cell of an exam type version.
    pub(crate) fn exam(&self, id: ExamTypeId) -> Cell<LoadedExam> {
        let content = &mut *self.content.lock().unwrap_or_else(PoisonError::into_inner);
        content.uses += 1;
        used(&mut content.exams, id, content.uses)
    }

    /// The cell of a bank version.
    pub(crate) fn bank(&self, id: BankId) -> Cell<LoadedBank> {
        let content = &mut *self.content.lock().unwrap_or_else(PoisonError::into_inner);
        content.uses += 1;
        used(&mut content.banks, id, content.uses)
    }

    /// Removes entries until the rest is within the limit. The entry used last stays, whatever its size.
    pub(crate) fn settle(&self) -> CatalogueUse {
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = content.loaded();
        entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.last_use));
        let mut pieces = Pieces::default();
        entries.iter().for_each(|entry| pieces.add(entry));
        while pieces.bytes > self.limit
            && entries.len() > 1
            && let Some(oldest) = entries.pop()
        {
            pieces.remove(&oldest);
            content.remove(oldest.key);
            metrics::counter!("adaptive_catalogue_evictions_total").increment(1);
        }
        drop(content);
        let used = CatalogueUse { entries: entries.len(), bytes: pieces.bytes };
        metrics::gauge!("adaptive_catalogue_entries").set(as_gauge(used.entries));
        metrics::gauge!("adaptive_catalogue_bytes").set(as_gauge(used.bytes));
        used
    }

    /// What the shelf holds.
    pub(crate) fn in_use(&self) -> CatalogueUse {
        let entries = self.content.lock().unwrap_or_else(PoisonError::into_inner).loaded();
        let mut pieces = Pieces::default();
        entries.iter().for_each(|entry| pieces.add(entry));
        CatalogueUse { entries: entries.len(), bytes: pieces.bytes }
    }
}

/// The cell of a key, as of this use.
fn used<K: Eq + Hash, T>(slots: &mut Slots<K, T>, key: K, use_number: u64) -> Cell<T> {
    let slot = slots.entry(key).or_insert_with(|| Slot { cell: Arc::default(), last_use: 0 });
    slot.last_use = use_number;
    Arc::clone(&slot.cell)
}

impl Content {
    fn loaded(&self) -> Vec<Entry> {
        let exams = self.exams.iter().filter_map(|(id, slot)| slot.entry(Key::Exam(*id)));
        exams.chain(self.banks.iter().filter_map(|(id, slot)| slot.entry(Key::Bank(*id)))).collect()
    }

    fn remove(&mut self, key: Key) {
        match key {
            Key::Exam(id) => drop(self.exams.remove(&id)),
            Key::Bank(id) => drop(self.banks.remove(&id)),
        }
    }
}

impl<T: Shelved> Slot<T> {
    fn entry(&self, key: Key) -> Option<Entry> {
        Some(Entry { key, last_use: self.last_use, pieces: self.cell.get()?.pieces() })
    }
}

/// Pieces with the number of entries that each belongs to.
#[derive(Default)]
struct Pieces {
    owners: HashMap<usize, usize>,
    bytes: usize,
}

impl Pieces {
    fn add(&mut self, entry: &Entry) {
        for piece in &entry.pieces {
            let owners = self.owners.entry(piece.address).or_default();
            if *owners == 0 {
                self.bytes += piece.bytes;
            }
            *owners += 1;
        }
    }

    fn remove(&mut self, entry: &Entry) {
        for piece in &entry.pieces {
            let owners = self.owners.entry(piece.address).or_insert(1);
            *owners -= 1;
            if *owners == 0 {
                self.bytes -= piece.bytes;
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of entries and bytes are far below 2^53")]
fn as_gauge(count: usize) -> f64 {
    count as f64
}
