//! The groups of ability that measures are conditioned on.

use serde::Serialize;

use crate::examinees::Abilities;
use crate::examinees::Examinees;

/// The most different abilities with a group each.
const MAX_POINTS: usize = 50;

/// The deciles of the standard normal distribution from the fifth on: quantiles of 0.5 to 0.9.
const NORMAL_DECILES: [f64; 5] =
    [0.0, 0.253_347_103_135_799_7, 0.524_400_512_708_040_7, 0.841_621_233_572_914_3, 1.281_551_565_544_600_4];

/// How examinees are grouped by their true ability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Conditioning {
    /// Ten groups. Abilities drawn from a normal distribution: between the deciles of the distribution; given
    /// abilities: between the deciles of the list (quantiles of type 7 of Hyndman and Fan 1996). An
    /// ability on a decile belongs to the group above.
    Deciles,
    /// One group for each ability, where at most 50 different ones are given. The default only if there are at least twice
    /// as many examinees as abilities; see [`Measures::with_conditioning`](crate::Measures::with_conditioning).
    Points,
}

/// Groups of ability in rising order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Groups {
    pub(crate) conditioning: Conditioning,
    /// The least ability of each group but the first.
    lower: Vec<f64>,
}

impl Groups {
    /// The groups of these examinees, of the wanted kind where that is possible.
    pub(crate) fn new(examinees: &Examinees, wanted: Option<Conditioning>) -> Self {
        match examinees.abilities() {
            Abilities::Normal { mean, sd } => {
                let low = NORMAL_DECILES.iter().skip(1).rev().map(|z| mean - sd * z);
                let lower = low.chain(NORMAL_DECILES.iter().map(|z| mean + sd * z)).collect();
                Self { conditioning: Conditioning::Deciles, lower }
            }
            Abilities::Listed(thetas) => Self::from_listed(thetas, examinees.count(), wanted),
        }
    }

    /// The groups of examinees with abilities from a list.
    pub(crate) fn from_listed(thetas: &[f64], examinees: u64, wanted: Option<Conditioning>) -> Self {
        let mut sorted = thetas.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let mut points = sorted.clone();
        points.dedup();
        let are_replicated = 2 * points.len() as u64 <= examinees;
        let by_points = match wanted {
            Some(Conditioning::Deciles) => false,
            Some(Conditioning::Points) => true,
            None => are_replicated,
        };
        if by_points && points.len() <= MAX_POINTS {
            points.remove(0);
            return Self { conditioning: Conditioning::Points, lower: points };
        }
        let lower = (1..10).map(|decile| quantile(&sorted, f64::from(decile) / 10.0)).collect();
        Self { conditioning: Conditioning::Deciles, lower }
    }

    pub(crate) fn count(&self) -> usize {
        self.lower.len() + 1
    }

    /// The index of the group of an ability.
    pub(crate) fn index_of(&self, theta: f64) -> usize {
        self.lower.partition_point(|lower| *lower <= theta)
    }
}

/// The quantile of sorted values, at least one: type 7 of Hyndman and Fan (1996), as R computes it by default.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::{Conditioning, Groups, quantile};
    use crate::examinees::Examinees;

    #[test]
    fn quantiles_are_those_of_type_7() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(|share| quantile(&sorted, share)), [1.0, 1.75, 3.0, 8.0]);
    }

    #[test]
    fn each_decile_of_a_normal_distribution_has_a_tenth_of_the_examinees() {
        let examinees = Examinees::normal(50_000, 0.5, 2.0).unwrap();
        let groups = Groups::new(&examinees, None);
        let mut counts = [0_u32; 10];
        (0..50_000).for_each(|index| counts[groups.index_of(examinees.theta(1, index))] += 1);
        // Five standard errors of a count.
        assert!(counts.iter().all(|count| count.abs_diff(5_000) < 336), "{counts:?}");
    }

    #[test]
    fn a_grid_has_a_group_for_each_point_in_any_order() {
        let groups = Groups::new(&Examinees::grid(vec![1.0, -1.0, 0.0], 5).unwrap(), None);
        assert_eq!((groups.conditioning, groups.count()), (Conditioning::Points, 3));
        assert_eq!([-1.0, 0.0, 1.0].map(|theta| groups.index_of(theta)), [0, 1, 2]);
    }

    #[test]
    fn given_abilities_are_grouped_by_their_deciles() {
        let groups =
            Groups::new(&Examinees::given((0..200).map(f64::from).map(|x| x / 100.0).collect()).unwrap(), None);
        assert_eq!((groups.conditioning, groups.count()), (Conditioning::Deciles, 10));
        assert_eq!([0.0, 0.19, 0.20, 1.99].map(|theta| groups.index_of(theta)), [0, 0, 1, 9]);
    }
}
