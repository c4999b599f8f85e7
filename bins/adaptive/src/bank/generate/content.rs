//! Content areas of generated items.

use super::draws::Draws;
use crate::args::ContentShares;

/// The area of each item. Each area has its share of the items, rounded so that the rests decide, in random order.
pub(super) fn of_items(shares: &ContentShares, items: u32, seed: u64) -> Vec<String> {
    let exact: Vec<f64> = shares.0.iter().map(|(_, share)| share * f64::from(items)).collect();
    let mut counts: Vec<usize> = exact.iter().map(|count| *count as usize).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    // A stable order: of two areas with the same rest, the first one gets the item.
    order.sort_by(|one, other| exact[*other].fract().total_cmp(&exact[*one].fract()));
    let missing = (items as usize).saturating_sub(counts.iter().sum());
    order.iter().cycle().take(missing).for_each(|place| counts[*place] += 1);
    let areas = shares.0.iter().zip(counts);
    let mut areas: Vec<String> =
        areas.flat_map(|((area, _), count)| std::iter::repeat_n(area.clone(), count)).collect();
    let mut draws = Draws::of_content(seed);
    for place in (1..areas.len()).rev() {
        areas.swap(place, draws.below(place + 1));
    }
    areas.truncate(items as usize);
    areas
}

#[cfg(test)]
mod tests {
    use super::of_items;

    #[test]
    fn every_area_has_its_share() {
        let shares = "a:0.5,b:0.3,c:0.2".parse().unwrap();
        let areas = of_items(&shares, 100, 7);
        let count = |area: &str| areas.iter().filter(|found| *found == area).count();
        assert_eq!([count("a"), count("b"), count("c")], [50, 30, 20]);
        assert_ne!(areas, of_items(&shares, 100, 8));
        let thirds = "a:0.34,b:0.33,c:0.33".parse().unwrap();
        assert_eq!(of_items(&thirds, 10, 7).len(), 10);
    }
}
