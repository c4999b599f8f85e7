//! Sub-patterns: neighbouring items in blocks, and which responses to a block occur.
//!
//! Many examinees share the responses to a few neighbouring items. What is computed for such a sub-pattern is computed once for
//! all of them, and each examinee has as many terms as blocks instead of items.

use super::entry::Entry;
use super::patterns::Patterns;

/// Neighbouring items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) first_item: usize,
    pub(crate) items: usize,
    pub(crate) first_row: usize,
    /// The number of sub-patterns that occur, without the empty one.
    pub(crate) rows: usize,
}

/// The blocks of all items, and the sub-patterns of each pattern.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blocks {
    pub(crate) blocks: Vec<Block>,
    row_starts: Vec<usize>,
    row_entries: Vec<Entry>,
    pattern_starts: Vec<usize>,
    pattern_rows: Vec<u32>,
}

/// The block that is being filled.
struct Draft {
    /// The sub-pattern of each pattern; 0 is the empty one.
    ids: Vec<u32>,
    /// The responses of each sub-pattern, and how many patterns have it.
    entries: Vec<Vec<Entry>>,
    counts: Vec<usize>,
    items: usize,
}

impl Draft {
    fn new(patterns: usize) -> Self {
        Self { ids: vec![0; patterns], entries: vec![Vec::new()], counts: vec![patterns], items: 0 }
    }

    fn live(&self) -> usize {
        self.counts[1..].iter().filter(|count| **count > 0).count()
    }

    /// The sub-patterns with the responses to one more item; returns the ids of the patterns that answered it.
    fn extended(&self, column: &[(u32, Entry)]) -> (Vec<u32>, Vec<Vec<Entry>>, Vec<usize>) {
        let (mut entries, mut counts) = (self.entries.clone(), self.counts.clone());
        let mut known: Vec<Vec<u32>> = vec![Vec::new(); self.entries.len()];
        let ids = column.iter().map(|(pattern, entry)| {
            let old = self.ids[*pattern as usize] as usize;
            let category = usize::from(entry.category());
            if known[old].len() <= category {
                known[old].resize(category + 1, 0);
            }
            if known[old][category] == 0 {
                known[old][category] = entries.len() as u32;
                let mut row = self.entries[old].clone();
                row.push(*entry);
                entries.push(row);
                counts.push(0);
            }
            let id = known[old][category];
            counts[old] -= 1;
            counts[id as usize] += 1;
            id
        });
        (ids.collect(), entries, counts)
    }

    /// Takes in an item if there are at most this many sub-patterns then; false when it does not fit.
    fn extend(&mut self, column: &[(u32, Entry)], limit: usize) -> bool {
        let (ids, entries, counts) = self.extended(column);
        let live = counts[1..].iter().filter(|count| **count > 0).count();
        if self.items > 0 && live > limit {
            return false;
        }
        column.iter().zip(ids).for_each(|((pattern, _), id)| self.ids[*pattern as usize] = id);
        (self.entries, self.counts) = (entries, counts);
        self.items += 1;
        true
    }
}

impl Blocks {
    /// Blocks with at most this many sub-patterns; a single item may have more.
    pub(crate) fn new(patterns: &Patterns, items: usize, limit: usize) -> Self {
        let columns = Columns::new(patterns, items);
        let mut blocks = Self {
            blocks: Vec::new(),
            row_starts: vec![0],
            row_entries: Vec::new(),
            pattern_starts: Vec::new(),
            pattern_rows: Vec::new(),
        };
        let mut pairs = Vec::new();
        let mut draft = Draft::new(patterns.len());
        for item in 0..items {
            if !draft.extend(columns.column(item), limit) {
                blocks.close(&draft, item, &mut pairs);
                draft = Draft::new(patterns.len());
                draft.extend(columns.column(item), limit);
            }
        }
        blocks.close(&draft, items, &mut pairs);
        drop(columns);
        blocks.distribute(patterns.len(), &pairs);
        blocks
    }

    /// Adds the sub-patterns of a block that ends before an item.
    fn close(&mut self, draft: &Draft, end: usize, pairs: &mut Vec<(u32, u32)>) {
        let first_row = self.rows();
        let mut row_of = vec![None; draft.entries.len()];
        for (id, entries) in draft.entries.iter().enumerate().skip(1).filter(|(id, _)| draft.counts[*id] > 0) {
            row_of[id] = Some(self.rows() as u32);
            self.row_entries.extend_from_slice(entries);
            self.row_starts.push(self.row_entries.len());
        }
        let of_patterns = draft.ids.iter().enumerate();
        pairs.extend(of_patterns.filter_map(|(pattern, id)| Some((pattern as u32, row_of[*id as usize]?))));
        let first_item = end - draft.items;
        self.blocks.push(Block { first_item, items: draft.items, first_row, rows: draft.live() });
    }

    /// Lists the rows of each pattern, block by block.
    fn distribute(&mut self, patterns: usize, pairs: &[(u32, u32)]) {
        let mut starts = vec![0; patterns + 1];
        pairs.iter().for_each(|(pattern, _)| starts[*pattern as usize + 1] += 1);
        (0..patterns).for_each(|pattern| starts[pattern + 1] += starts[pattern]);
        let mut next = starts.clone();
        self.pattern_rows = vec![0; pairs.len()];
        for (pattern, row) in pairs {
            let place = &mut next[*pattern as usize];
            self.pattern_rows[*place] = *row;
            *place += 1;
        }
        self.pattern_starts = starts;
    }

    /// The number of sub-patterns of all blocks.
    pub(crate) const fn rows(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// The responses of a sub-pattern.
    pub(crate) fn entries_of_row(&self, row: usize) -> &[Entry] {
        &self.row_entries[self.row_starts[row]..self.row_starts[row + 1]]
    }

    /// The sub-patterns of a pattern, block by block; none for a block without a response.
    pub(crate) fn rows_of(&self, pattern: usize) -> &[u32] {
        &self.pattern_rows[self.pattern_starts[pattern]..self.pattern_starts[pattern + 1]]
    }
}

/// The responses item by item.
struct Columns {
    starts: Vec<usize>,
    entries: Vec<(u32, Entry)>,
}

impl Columns {
    fn new(patterns: &Patterns, items: usize) -> Self {
        let mut starts = vec![0; items + 1];
        let rows =
            || (0..patterns.len()).flat_map(|pattern| patterns.row(pattern).iter().map(move |entry| (pattern, entry)));
        rows().for_each(|(_, entry)| starts[entry.item() + 1] += 1);
        (0..items).for_each(|item| starts[item + 1] += starts[item]);
        let mut next = starts.clone();
        let mut entries = vec![(0, Entry::new(0, 0)); patterns.responses()];
        for (pattern, entry) in rows() {
            let place = &mut next[entry.item()];
            entries[*place] = (pattern as u32, *entry);
            *place += 1;
        }
        Self { starts, entries }
    }

    fn column(&self, item: usize) -> &[(u32, Entry)] {
        &self.entries[self.starts[item]..self.starts[item + 1]]
    }
}
