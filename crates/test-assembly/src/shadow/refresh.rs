//! When a shadow test is assembled again.

use serde::{Deserialize, Serialize};

/// When a shadow test is assembled again. At the first position it always is.
///
/// In TOML: `"always"`, `"none"`, `"stimulus"`, `{ every = 3 }`, `{ threshold = 0.1 }`, `{ every = 3, threshold = 0.1 }`,
/// `{ positions = [1, 4] }`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Refresh {
    /// At every position.
    #[default]
    Always,
    /// At the first position only.
    Never,
    /// When the stimulus before is finished.
    Stimulus,
    /// At these positions, from 1.
    Positions(Vec<u32>),
    /// At positions 1, 1 + k, ….
    Every(u32),
    /// When the last answer moved the estimate by more than this.
    Threshold(f64),
    /// At positions 1, 1 + k, …, if the last answer moved the estimate by more than the threshold.
    EveryAndThreshold(u32, f64),
}

/// How a policy is written.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Name(String),
    Fields(Fields),
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    every: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<Vec<u32>>,
}

impl TryFrom<Written> for Refresh {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        const FORMS: &str = "`refresh` is \"always\", \"none\", \"stimulus\", { every = 3 }, { threshold = 0.1 }, both of \
                             these, or { positions = [1, 4] }";
        let refresh = match written {
            Written::Name(name) => match name.as_str() {
                "always" => Self::Always,
                "none" => Self::Never,
                "stimulus" => Self::Stimulus,
                other => return Err(format!("`{other}` is no policy; {FORMS}")),
            },
            Written::Fields(fields) => match (fields.every, fields.threshold, fields.positions) {
                (Some(every), None, None) => Self::Every(every),
                (None, Some(threshold), None) => Self::Threshold(threshold),
                (Some(every), Some(threshold), None) => Self::EveryAndThreshold(every, threshold),
                (None, None, Some(positions)) => Self::Positions(positions),
                _ => return Err(FORMS.to_owned()),
            },
        };
        refresh.check()?;
        Ok(refresh)
    }
}

impl From<Refresh> for Written {
    fn from(refresh: Refresh) -> Self {
        let name = |name: &str| Self::Name(name.to_owned());
        let fields = |every, threshold, positions| Self::Fields(Fields { every, threshold, positions });
        match refresh {
            Refresh::Always => name("always"),
            Refresh::Never => name("none"),
            Refresh::Stimulus => name("stimulus"),
            Refresh::Positions(positions) => fields(None, None, Some(positions)),
            Refresh::Every(every) => fields(Some(every), None, None),
            Refresh::Threshold(threshold) => fields(None, Some(threshold), None),
            Refresh::EveryAndThreshold(every, threshold) => fields(Some(every), Some(threshold), None),
        }
    }
}

impl Refresh {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Every(0) | Self::EveryAndThreshold(0, _) => Err("`every` must be at least 1".to_owned()),
            Self::Threshold(threshold) | Self::EveryAndThreshold(_, threshold)
                if !threshold.is_finite() || *threshold < 0.0 =>
            {
                Err(format!("`threshold` must be a number of at least 0, but is {threshold}"))
            }
            Self::Positions(positions) if positions.contains(&0) => Err("positions are counted from 1".to_owned()),
            _ => Ok(()),
        }
    }

    /// Whether the test at a position, counted from 0, is assembled again.
    pub(super) fn is_due(&self, position: usize, change: f64, stimulus_is_finished: bool) -> bool {
        let by_distance = |every: u32| every > 0 && position.is_multiple_of(every as usize);
        position == 0
            || match self {
                Self::Always => true,
                Self::Never => false,
                Self::Stimulus => stimulus_is_finished,
                Self::Positions(positions) => positions.iter().any(|due| *due as usize == position + 1),
                Self::Every(every) => by_distance(*every),
                Self::Threshold(threshold) => change.abs() > *threshold,
                Self::EveryAndThreshold(every, threshold) => by_distance(*every) && change.abs() > *threshold,
            }
    }
}
