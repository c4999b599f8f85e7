//! The scale that scores are reported on, as received.

/// Section `[reporting]`: the scale that scores are reported on. [`ReportingScale::new`](crate::ReportingScale::new)
/// checks it.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use irt_core::{ReportingScale, ReportingSpec};
///
/// let spec: ReportingSpec = toml::from_str("
///     name = 'T'
///     mean = 50
///     sd = 10
///     decimals = 1
///     levels = [{ name = 'low' }, { name = 'usual', from = 40 }, { name = 'high', from = 60 }]
/// ")?;
/// assert_eq!(ReportingScale::new(spec)?.score(-1.234), 37.7);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ReportingSpec {
    /// What the score is called, `T` for instance.
    pub name: String,
    /// The score of theta 0.
    pub mean: f64,
    /// How much the score grows with each unit of theta.
    pub sd: f64,
    /// The lowest score that is reported; lower ones are reported as this.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub lower: Option<f64>,
    /// The highest score that is reported.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub upper: Option<f64>,
    /// How many decimals scores are rounded to; not rounded when absent.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub decimals: Option<u8>,
    /// The levels, the lowest first.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub levels: Vec<LevelSpec>,
}

/// A level of a reporting scale.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct LevelSpec {
    /// Its name.
    pub name: String,
    /// The lowest reported score of the level, its cut score. The lowest level begins where the scale does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub from: Option<f64>,
}
