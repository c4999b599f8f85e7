//! The examinees of a simulation.

use irt_core::{ExamineeStart, MAX_ABS_THETA};

use crate::random_stream::{Purpose, RandomStream};

/// The most examinees of one simulation.
pub const MAX_EXAMINEES: u64 = 1_000_000_000;

/// The examinees of a simulation, at least one, each with an ability.
///
/// ```
/// use simulation::Examinees;
///
/// let grid = Examinees::grid(vec![-1.0, 0.0, 1.0], 100)?;
/// assert_eq!((grid.count(), grid.theta(7, 4)), (300, 0.0));
/// assert!(Examinees::normal(0, 0.0, 1.0).is_err());
/// # Ok::<(), simulation::InvalidExaminees>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Examinees {
    count: u64,
    abilities: Abilities,
    /// What is known of each listed examinee; empty where nothing is known of any.
    starts: Box<[ExamineeStart]>,
}

/// Where the abilities come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Abilities {
    Normal {
        mean: f64,
        sd: f64,
    },
    /// Used in turn, from the first again after the last.
    Listed(Box<[f64]>),
}

/// Examinees that cannot be simulated.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidExaminees {
    /// There is none, or there are more than [`MAX_EXAMINEES`].
    #[error("the number of examinees is {count}, not from 1 to {MAX_EXAMINEES}")]
    Count {
        /// The number.
        count: u64,
    },
    /// The mean is not an ability.
    #[error("the mean of the abilities is {mean}, not between -{MAX_ABS_THETA} and {MAX_ABS_THETA}")]
    Mean {
        /// The mean.
        mean: f64,
    },
    /// The standard deviation is negative, too large or not a number.
    #[error("the standard deviation of the abilities is {sd}, not between 0 and {MAX_ABS_THETA}")]
    Sd {
        /// The standard deviation.
        sd: f64,
    },
    /// The starts are not one for each listed ability.
    #[error("there are {starts} starts for {listed} listed abilities")]
    Starts {
        /// How many starts there are.
        starts: usize,
        /// How many abilities are listed.
        listed: usize,
    },
    /// A listed value is not an ability.
    #[error("ability number {} is {theta}, not between -{MAX_ABS_THETA} and {MAX_ABS_THETA}", position + 1)]
    Theta {
        /// Its place in the list, counted from 0.
        position: usize,
        /// The value.
        theta: f64,
    },
}

impl Examinees {
    /// Examinees whose abilities are drawn from a normal distribution.
    ///
    /// A draw beyond ±[`MAX_ABS_THETA`] counts as that limit.
    ///
    /// # Errors
    /// [`InvalidExaminees`] when a number is out of range.
    pub fn normal(count: u64, mean: f64, sd: f64) -> Result<Self, InvalidExaminees> {
        check_count(count)?;
        if !is_ability(mean) {
            return Err(InvalidExaminees::Mean { mean });
        }
        if !(0.0..=MAX_ABS_THETA).contains(&sd) {
            return Err(InvalidExaminees::Sd { sd });
        }
        Ok(Self { count, abilities: Abilities::Normal { mean, sd }, starts: Box::default() })
    }

    /// Examinees with these abilities, one each.
    ///
    /// # Errors
    /// As for [`normal`](Self::normal).
    pub fn given(thetas: Vec<f64>) -> Result<Self, InvalidExaminees> {
        let count = thetas.len() as u64;
        Self::in_turn(thetas, count)
    }

    /// A number of examinees at each of these abilities.
    ///
    /// The abilities are used in turn: one examinee at each, then the next at each.
    ///
    /// # Errors
    /// As for [`normal`](Self::normal).
    pub fn grid(thetas: Vec<f64>, replications: u64) -> Result<Self, InvalidExaminees> {
        let count = (thetas.len() as u64).saturating_mul(replications);
        Self::in_turn(thetas, count)
    }

    /// A number of examinees who get the abilities in turn, from the first again after the last.
    ///
    /// # Errors
    /// As for [`normal`](Self::normal); a list without abilities counts as no examinees.
    pub fn in_turn(thetas: Vec<f64>, count: u64) -> Result<Self, InvalidExaminees> {
        check_count(if thetas.is_empty() { 0 } else { count })?;
        if let Some((position, &theta)) = thetas.iter().enumerate().find(|(_, theta)| !is_ability(**theta)) {
            return Err(InvalidExaminees::Theta { position, theta });
        }
        Ok(Self { count, abilities: Abilities::Listed(thetas.into()), starts: Box::default() })
    }

    /// The same with what is known of each listed examinee before the test, in turn like the abilities.
    ///
    /// # Errors
    /// [`InvalidExaminees::Starts`] unless there is one for each listed ability. Whether a start fits a design shows when the
    /// design meets it.
    pub fn with_starts(self, starts: Vec<ExamineeStart>) -> Result<Self, InvalidExaminees> {
        let listed = if let Abilities::Listed(thetas) = &self.abilities { thetas.len() } else { 0 };
        if starts.len() != listed {
            return Err(InvalidExaminees::Starts { starts: starts.len(), listed });
        }
        let starts = if starts.iter().all(ExamineeStart::is_empty) { Box::default() } else { starts.into() };
        Ok(Self { starts, ..self })
    }

    /// What is known of the examinee at this index.
    #[must_use]
    pub fn start(&self, index: u64) -> ExamineeStart {
        let place = index.checked_rem(self.starts.len() as u64);
        place.and_then(|place| self.starts.get(place as usize)).copied().unwrap_or_default()
    }

    /// The number of examinees.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The ability of the examinee at this index, counted from 0, under a seed.
    #[must_use]
    pub fn theta(&self, seed: u64, index: u64) -> f64 {
        match &self.abilities {
            Abilities::Normal { mean, sd } => {
                let draw = RandomStream::new(seed, index, Purpose::Theta).normal();
                (mean + sd * draw).clamp(-MAX_ABS_THETA, MAX_ABS_THETA)
            }
            Abilities::Listed(thetas) => thetas[(index % thetas.len() as u64) as usize],
        }
    }

    pub(crate) const fn abilities(&self) -> &Abilities {
        &self.abilities
    }
}

const fn check_count(count: u64) -> Result<(), InvalidExaminees> {
    if 1 <= count && count <= MAX_EXAMINEES { Ok(()) } else { Err(InvalidExaminees::Count { count }) }
}

fn is_ability(theta: f64) -> bool {
    (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(&theta)
}
