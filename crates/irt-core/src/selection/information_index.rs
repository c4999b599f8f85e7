//! The item of maximum information without a look at every item.
//!
//! The ability scale is cut into cells. For each cell the items are known that may be the best there: those with the
//! highest bounds of their information in the cell. At an ability the list is walked down until the best item found
//! surpasses the bound of the next one; no item further down can then be better. Usually that takes a few items,
//! however large the bank.

use std::cmp::Ordering;

use super::max_information::{Candidate, scan};
use crate::bank::ItemBank;
use crate::estimation::Bounds;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::models::curve::InformationPeak;
use crate::models::item_curve::ItemCurve;

/// The widest cell, in units of theta.
const WIDEST_CELL: f64 = 0.125;
/// A limit to the cells of a very wide scale.
const MAX_CELLS: f64 = 512.0;
/// How many items are listed for a cell.
const DEPTH: usize = 128;
/// The share of a cell's width by which it is widened, so that an ability which rounding puts into the cell next to
/// its own is bounded all the same.
const OVERLAP: f64 = 1e-6;

/// For each cell of the ability scale the items with the highest bounds of their information.
///
/// Takes `16 * DEPTH + 8` bytes a cell whatever the size of the bank, 131 KB for abilities between -4 and 4, and less
/// for a bank of fewer than `DEPTH` items.
#[derive(Debug)]
pub(crate) struct InformationIndex {
    lower: f64,
    cells_per_unit: f64,
    /// Entries of a cell.
    depth: usize,
    /// The lists of the cells beside each other, each in falling order of the bounds.
    entries: Box<[Entry]>,
    /// For each cell a bound of all items that are not listed, negative infinity where there are none.
    unlisted: Box<[f64]>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    bound: f64,
    item: ItemIndex,
}

impl InformationIndex {
    /// The index of a bank for abilities in an interval.
    pub(crate) fn new(bank: &ItemBank, interval: Bounds) -> Self {
        let cells = (interval.width() / WIDEST_CELL).ceil().clamp(1.0, MAX_CELLS);
        let width = interval.width() / cells;
        let peaks = peaks(bank);
        let depth = DEPTH.min(bank.len());
        let (mut entries, mut unlisted) = (Vec::with_capacity(cells as usize * depth), Vec::new());
        let mut list = Vec::with_capacity(2 * depth);
        for cell in 0..cells as u32 {
            let left = interval.lower() + width * (f64::from(cell) - OVERLAP);
            let right = interval.lower() + width * (f64::from(cell) + 1.0 + OVERLAP);
            unlisted.push(fill(&mut list, depth, &peaks, [left, right]));
            entries.extend_from_slice(&list);
        }
        let (entries, unlisted) = (entries.into(), unlisted.into());
        Self { lower: interval.lower(), cells_per_unit: 1.0 / width, depth, entries, unlisted }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        size_of_val(&*self.entries) + size_of_val(&*self.unlisted)
    }

    /// The eligible item with the largest information at `theta`, the first among equals; the same as by [`scan`].
    pub(crate) fn select(&self, bank: &ItemBank, theta: f64, excluded: &ItemSet) -> Option<ItemIndex> {
        let Some(cell) = self.cell(theta) else { return scan(bank, theta, excluded) };
        let mut best: Option<Candidate> = None;
        for entry in &self.entries[cell * self.depth..][..self.depth] {
            if best.is_some_and(|best| best.information > entry.bound) {
                return best.map(|best| best.item);
            }
            if excluded.contains(entry.item) {
                continue;
            }
            let candidate = Candidate::new(bank, entry.item, theta);
            if best.is_none_or(|best| candidate.precedes(&best)) {
                best = Some(candidate);
            }
        }
        let unlisted = self.unlisted[cell];
        match best {
            Some(best) if best.information > unlisted => Some(best.item),
            None if unlisted == f64::NEG_INFINITY => None,
            _ => scan(bank, theta, excluded),
        }
    }

    /// The information of the best item that is not excluded; 0 when there is none.
    pub(crate) fn highest_information(&self, bank: &ItemBank, theta: f64, excluded: &ItemSet) -> f64 {
        self.select(bank, theta, excluded).map_or(0.0, |item| bank.curve(item).information(theta))
    }

    fn cell(&self, theta: f64) -> Option<usize> {
        let place = (theta - self.lower) * self.cells_per_unit;
        let cells = self.unlisted.len();
        // The upper end belongs to the last cell, which is closed.
        let is_inside = 0.0 <= place && place <= cells as f64;
        is_inside.then(|| (place as usize).min(cells - 1))
    }
}

/// The items with their curves and peaks, the highest peak first.
fn peaks<'a>(bank: &'a ItemBank) -> Vec<(ItemIndex, ItemCurve<'a>, InformationPeak)> {
    let with_peak = |(item, curve): (ItemIndex, ItemCurve<'a>)| (item, curve, curve.information_peak());
    let mut peaks: Vec<_> = (0..).map(ItemIndex).zip(bank.curves()).map(with_peak).collect();
    peaks.sort_unstable_by(|(.., left), (.., right)| right.bound.total_cmp(&left.bound));
    peaks
}

/// Fills the list of a cell, and returns a bound of the items that are not on it.
fn fill(
    list: &mut Vec<Entry>,
    depth: usize,
    peaks: &[(ItemIndex, ItemCurve<'_>, InformationPeak)],
    [left, right]: [f64; 2],
) -> f64 {
    list.clear();
    let (mut least_listed, mut unlisted) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (item, curve, peak) in peaks {
        if peak.bound < least_listed {
            unlisted = peak.bound.max(unlisted);
            break;
        }
        let bound = curve.information_bound(peak, [left, right]);
        if bound < least_listed {
            unlisted = bound.max(unlisted);
            continue;
        }
        list.push(Entry { bound, item: *item });
        if list.len() == 2 * depth {
            let (_, first_gone, _) = list.select_nth_unstable_by(depth, Entry::order);
            unlisted = first_gone.bound.max(unlisted);
            least_listed = first_gone.bound;
            list.truncate(depth);
        }
    }
    list.sort_unstable_by(Entry::order);
    let first_gone = list.get(depth).map_or(f64::NEG_INFINITY, |entry| entry.bound);
    list.truncate(depth);
    first_gone.max(unlisted)
}

impl Entry {
    /// The highest bound first, and the first item in the bank among equals.
    fn order(left: &Self, right: &Self) -> Ordering {
        right.bound.total_cmp(&left.bound).then(left.item.cmp(&right.item))
    }
}
