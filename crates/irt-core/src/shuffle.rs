//! An order drawn for a position of a session.

use crate::random::Draws;

/// The numbers from 0 up to but not including `count` in an order that depends on the seed of a session and the position of an item
/// (0 for the first) alone. All orders are equally likely, and none says anything about the draws by which items are selected.
///
/// ```
/// let order = irt_core::shuffled(7, 0, 4);
/// assert_eq!(order, irt_core::shuffled(7, 0, 4));
/// assert_eq!(order.len(), 4);
/// ```
#[must_use]
pub fn shuffled(seed: u64, position: usize, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut draws = Draws::for_order(seed, position);
    // Fisher and Yates, from the end.
    for last in (1..count).rev() {
        order.swap(last, draws.below(last + 1));
    }
    order
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::shuffled;

    /// Reports of past sessions derive the order from the seed, so it stays as it is.
    #[test]
    fn an_order_is_the_same_for_ever() {
        let orders = [(0, 0, 4), (7, 0, 4), (7, 1, 4), (u64::MAX, 19, 5)];
        let orders = orders.map(|(seed, position, count)| shuffled(seed, position, count));
        assert_eq!(orders, [vec![0, 2, 3, 1], vec![3, 1, 2, 0], vec![2, 0, 1, 3], vec![3, 1, 4, 2, 0]]);
        assert_eq!((shuffled(7, 0, 0), shuffled(7, 0, 1)), (vec![], vec![0]));
    }

    #[test]
    fn all_orders_are_equally_likely() {
        let mut counts = BTreeMap::new();
        for seed in 0..120 {
            for position in 0..100 {
                *counts.entry(shuffled(seed, position, 4)).or_insert(0_u32) += 1;
            }
        }
        assert_eq!(counts.len(), 24);
        let chi_squared: f64 = counts.values().map(|&count| (f64::from(count) - 500.0).powi(2) / 500.0).sum();
        assert!(chi_squared < 60.0, "{chi_squared} {counts:?}");
    }
}
