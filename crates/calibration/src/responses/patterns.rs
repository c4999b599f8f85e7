//! The unique response patterns.

use rayon::slice::ParallelSliceMut as _;

use super::entry::Entry;
use super::response_table::ResponseTable;

/// The unique patterns of each group, in an order that does not depend on that of the examinees, with the sums of their weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Patterns {
    starts: Vec<usize>,
    entries: Vec<Entry>,
    pub(crate) weights: Vec<f64>,
    /// Where the patterns of each group begin, and the end.
    pub(crate) group_starts: Vec<usize>,
    /// The pattern of each examinee; `None` without a response to an item that is kept.
    pub(crate) of_examinee: Vec<Option<u32>>,
}

impl Patterns {
    /// The patterns of responses to the items that have a new number, in these numbers.
    pub(crate) fn new(table: &ResponseTable, renumbered: &[Option<usize>]) -> Self {
        let (rows, kept) = kept_rows(table, renumbered);
        let row = |examinee: u32| &kept[rows[examinee as usize]..rows[examinee as usize + 1]];
        let key = |examinee: u32| (table.group_of(examinee as usize), row(examinee));
        let mut order: Vec<u32> = (0..table.examinees() as u32).filter(|examinee| !row(*examinee).is_empty()).collect();
        // Examinees of the same pattern are ordered by weight, so that the sum of the weights does not depend on their order.
        order.par_sort_unstable_by(|one, other| {
            let weights = || table.weight_of(*one as usize).total_cmp(&table.weight_of(*other as usize));
            key(*one).cmp(&key(*other)).then_with(weights)
        });
        let groups = table.groups();
        let mut patterns = Self {
            starts: vec![0],
            entries: Vec::with_capacity(kept.len()),
            weights: Vec::new(),
            group_starts: vec![0; groups + 1],
            of_examinee: vec![None; table.examinees()],
        };
        let mut last = None;
        for examinee in order {
            if last.is_none_or(|last| key(last) != key(examinee)) {
                patterns.begin(row(examinee), usize::from(table.group_of(examinee as usize)));
            }
            last = Some(examinee);
            patterns.add(examinee as usize, table.weight_of(examinee as usize));
        }
        for group in 1..=groups {
            patterns.group_starts[group] += patterns.group_starts[group - 1];
        }
        patterns
    }

    fn begin(&mut self, row: &[Entry], group: usize) {
        self.entries.extend_from_slice(row);
        self.starts.push(self.entries.len());
        self.weights.push(0.0);
        // Counts until all patterns are there, then places.
        self.group_starts[group + 1] += 1;
    }

    fn add(&mut self, examinee: usize, weight: f64) {
        if let Some(sum) = self.weights.last_mut() {
            *sum += weight;
        }
        self.of_examinee[examinee] = Some((self.weights.len() - 1) as u32);
    }

    pub(crate) const fn len(&self) -> usize {
        self.weights.len()
    }

    pub(crate) fn row(&self, pattern: usize) -> &[Entry] {
        &self.entries[self.starts[pattern]..self.starts[pattern + 1]]
    }

    pub(crate) const fn responses(&self) -> usize {
        self.entries.len()
    }

    /// The number of groups.
    pub(crate) const fn groups(&self) -> usize {
        self.group_starts.len() - 1
    }

    /// The sum of the weights.
    pub(crate) fn examinees(&self) -> f64 {
        self.weights.iter().sum()
    }
}

/// The rows of the examinees without the items that are left out.
fn kept_rows(table: &ResponseTable, renumbered: &[Option<usize>]) -> (Vec<usize>, Vec<Entry>) {
    let (mut starts, mut kept) = (vec![0], Vec::new());
    for examinee in 0..table.examinees() {
        let entries = table.entries_of(examinee).iter();
        kept.extend(entries.filter_map(|entry| Some(Entry::new(renumbered[entry.item()]?, entry.category()))));
        starts.push(kept.len());
    }
    (starts, kept)
}
