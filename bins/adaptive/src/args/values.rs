//! Values of flags with rules.

use std::num::NonZeroUsize;
use std::str::FromStr;

use irt_core::{MAX_ABS_THETA, Metric, ModelName};

/// The most threads of a simulation.
const MAX_THREADS: usize = 1024;

/// Cut scores, rising.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CutScores(pub(crate) Vec<f64>);

impl FromStr for CutScores {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let cuts = text.split(',').map(|cut| theta(cut.trim())).collect::<Result<Vec<_>, _>>()?;
        if cuts.is_sorted_by(|one, other| one < other) { Ok(Self(cuts)) } else { Err("cut scores rise".to_owned()) }
    }
}

pub(super) fn metric(text: &str) -> Result<Metric, String> {
    let constant: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    Metric::new(constant).map_err(|error| error.to_string())
}

pub(super) fn theta(text: &str) -> Result<f64, String> {
    let theta: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(&theta) {
        Ok(theta)
    } else {
        Err(format!("an ability is between -{MAX_ABS_THETA} and {MAX_ABS_THETA}"))
    }
}

pub(super) fn theta_sd(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, MAX_ABS_THETA)
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, 1.0)
}

fn number_between(text: &str, lower: f64, upper: f64) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (lower..=upper).contains(&number) { Ok(number) } else { Err(format!("it is not between {lower} and {upper}")) }
}

pub(super) fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let threads = text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MAX_THREADS);
    threads.ok_or_else(|| format!("it is not a whole number from 1 to {MAX_THREADS}"))
}

pub(super) fn model(text: &str) -> Result<ModelName, String> {
    ModelName::from_name(text).map_err(|error| format!("it {error}"))
}

pub(super) fn information(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, 1e6)
}

pub(super) fn confidence(text: &str) -> Result<f64, String> {
    let confidence: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if 0.0 < confidence && confidence < 1.0 { Ok(confidence) } else { Err("it is not above 0 and below 1".to_owned()) }
}

pub(super) fn number(text: &str) -> Result<f64, String> {
    number_between(text, -1e9, 1e9)
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, 1e9)
}
