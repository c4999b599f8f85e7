//! From the values of a criterion to one item.

use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;

/// The item with the highest value among those not excluded, the first among equals.
pub(super) fn best(values: &[f64], excluded: &ItemSet) -> Option<ItemIndex> {
    excluded.absent().reduce(|best, item| if values[item.as_usize()] > values[best.as_usize()] { item } else { best })
}

/// One of the `count` items with the highest values, drawn; the first among equals are the higher ones.
///
/// # Reference
/// Kingsbury and Zara (1989).
pub(super) fn randomesque(
    values: &[f64],
    excluded: &ItemSet,
    count: usize,
    draws: &mut Draws,
    ranking: &mut Vec<ItemIndex>,
) -> Option<ItemIndex> {
    ranking.clear();
    let value = |item: ItemIndex| values[item.as_usize()];
    for item in excluded.absent() {
        if ranking.len() == count && ranking.last().is_some_and(|last| value(item) <= value(*last)) {
            continue;
        }
        let place = ranking.partition_point(|other| value(*other) >= value(item));
        ranking.truncate(count - 1);
        ranking.insert(place.min(ranking.len()), item);
    }
    ranking.get(draws.below(ranking.len())).copied()
}
