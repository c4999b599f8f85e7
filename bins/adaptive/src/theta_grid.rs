//! Equally spaced abilities, as given on the command line.

use std::str::FromStr;

use irt_core::MAX_ABS_THETA;

/// The most abilities of a grid.
const MAX_POINTS: u32 = 10_001;

/// Abilities from `lower` to `upper`, equally spaced, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ThetaGrid {
    lower: f64,
    upper: f64,
    count: u32,
}

impl ThetaGrid {
    /// The abilities, rising.
    pub(crate) fn points(self) -> impl Iterator<Item = f64> {
        let Self { lower, upper, count } = self;
        let last = f64::from(count - 1).max(1.0);
        (0..count).map(move |place| {
            let share = f64::from(place) / last;
            // Steps from the nearer end, so that both ends and the middle are exact.
            if share <= 0.5 { lower + (upper - lower) * share } else { upper - (upper - lower) * (1.0 - share) }
        })
    }
}

/// What is wrong with a grid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidThetaGrid {
    #[error("it looks like -4,4,81: the lower end, the upper end, the number of abilities")]
    Form,
    #[error("{0:?} is not an ability between -{MAX_ABS_THETA} and {MAX_ABS_THETA}")]
    Theta(String),
    #[error("the lower end has to be below the upper end")]
    Order,
    #[error("{0:?} is not a number of abilities from 1 to {MAX_POINTS}, or 1 for two different ends")]
    Count(String),
}

impl FromStr for ThetaGrid {
    type Err = InvalidThetaGrid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fields: Vec<&str> = text.split(',').map(str::trim).collect();
        let [lower, upper, count] = fields[..] else { return Err(InvalidThetaGrid::Form) };
        let (from, to) = (theta(lower)?, theta(upper)?);
        if from > to {
            return Err(InvalidThetaGrid::Order);
        }
        let least = if from < to { 2 } else { 1 };
        let number = count.parse().ok().filter(|number| (least..=MAX_POINTS).contains(number));
        let count = number.ok_or_else(|| InvalidThetaGrid::Count(count.to_owned()))?;
        Ok(Self { lower: from, upper: to, count })
    }
}

fn theta(text: &str) -> Result<f64, InvalidThetaGrid> {
    let theta = text.parse().ok().filter(|theta| (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(theta));
    theta.ok_or_else(|| InvalidThetaGrid::Theta(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::ThetaGrid;

    #[test]
    fn both_ends_and_the_middle_are_exact() {
        let points: Vec<f64> = "-4,4,81".parse::<ThetaGrid>().unwrap().points().collect();
        assert_eq!((points.len(), points[0], points[40], points[80]), (81, -4.0, 0.0, 4.0));
        assert!(points.is_sorted());
        assert_eq!("1.5,1.5,1".parse::<ThetaGrid>().unwrap().points().collect::<Vec<_>>(), [1.5]);
    }

    #[test]
    fn what_is_no_grid_is_refused() {
        for text in
            ["", "1,2", "-4,4,0", "-4,4,1", "4,-4,9", "-4,4,99999999", "a,4,9", "-4,NaN,9", "-4,4,9,1", "0,101,3"]
        {
            assert!(text.parse::<ThetaGrid>().is_err(), "{text}");
        }
    }
}
