//! Weights that keep surprising responses from deciding a robust estimate.

/// How the weight of an item falls with the distance `r = a (theta - b)` of its difficulty from the ability.
///
/// The metric's scaling constant does not enter the distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RobustWeight {
    /// `min(1, t / |r|)`. Schuster and Yuan (2011).
    Huber { tuning: f64 },
    /// `(1 - (r / t)^2)^2` within `|r| < t`, else 0. Mislevy and Bock (1982).
    Tukey { tuning: f64 },
}

impl RobustWeight {
    /// The weight at a distance, and its derivative in it.
    pub(crate) fn at(self, distance: f64) -> [f64; 2] {
        match self {
            Self::Huber { tuning } if distance.abs() <= tuning => [1.0, 0.0],
            Self::Huber { tuning } => {
                let weight = tuning / distance.abs();
                [weight, -weight / distance]
            }
            Self::Tukey { tuning } => {
                let share = distance / tuning;
                let rest = (1.0 - share * share).max(0.0);
                [rest * rest, -4.0 * rest * share / tuning]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RobustWeight;

    #[test]
    fn weights_fall_from_one_as_their_derivatives_say() {
        for weight in [RobustWeight::Huber { tuning: 1.0 }, RobustWeight::Tukey { tuning: 4.0 }] {
            assert_eq!(weight.at(0.0)[0], 1.0);
            for distance in [-6.0, -3.5, -1.2, -0.4, 0.7, 2.0, 3.9, 5.0] {
                let difference = (weight.at(distance + 1e-6)[0] - weight.at(distance - 1e-6)[0]) / 2e-6;
                assert!((weight.at(distance)[1] - difference).abs() < 1e-8, "{weight:?} at {distance}");
            }
        }
    }
}
