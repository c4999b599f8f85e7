//! The rules of an exam type beside its design and the time limit of its sessions.

use std::time::SystemTime;

/// What examinees see of an exam, and how often and when they may take it.
///
/// ```
/// use persistence::{EstimateDisplay, ExamRules};
///
/// assert_eq!(ExamRules::default().estimates, EstimateDisplay::Never);
/// // Exam types that were kept before there were such rules go on as they were.
/// assert_eq!(ExamRules::UNSTATED.estimates, EstimateDisplay::Always);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamRules {
    /// What an examinee sees of the estimates.
    pub estimates: EstimateDisplay,
    /// Whether an examinee may complete a session with fewer items than the design asks for at least.
    pub allow_early_completion: bool,
    /// For how many seconds after the time limit an answer to the pending item still counts.
    pub grace_seconds: u32,
    /// How many sessions an examinee may have, those that were voided not counted; `None` for any number.
    pub max_sessions_per_examinee: Option<u32>,
    /// From when on sessions may be started.
    pub opens_at: Option<SystemTime>,
    /// From when on no session may be started any more.
    pub closes_at: Option<SystemTime>,
    /// What becomes of an item that an examinee skips.
    #[serde(default, skip_serializing_if = "SkipPolicy::refuses")]
    pub skips: SkipPolicy,
    /// Of how many of the latest sessions the exposure rates are, where the design has a maximum rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure_window: Option<u32>,
    /// How many seconds an examinee has for an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_time_limit_seconds: Option<u32>,
    /// Whether each session shows the options of its items in an order of its own. Rules without it are stored as by programs that
    /// know no such rule.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shuffle_options: bool,
    /// Whether an examinee may pause a session of their own, and resume it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub examinees_may_pause: bool,
}

impl ExamRules {
    /// The rules of exam types that state none: those of programs that know no such rules.
    pub const UNSTATED: Self = Self {
        estimates: EstimateDisplay::Always,
        allow_early_completion: true,
        grace_seconds: 0,
        max_sessions_per_examinee: None,
        opens_at: None,
        closes_at: None,
        skips: SkipPolicy::Refuse,
        item_time_limit_seconds: None,
        exposure_window: None,
        shuffle_options: false,
        examinees_may_pause: false,
    };
}

impl Default for ExamRules {
    /// The rules of a new exam type that says nothing else.
    fn default() -> Self {
        Self {
            estimates: EstimateDisplay::Never,
            allow_early_completion: false,
            grace_seconds: 30,
            max_sessions_per_examinee: None,
            opens_at: None,
            closes_at: None,
            skips: SkipPolicy::Refuse,
            item_time_limit_seconds: None,
            exposure_window: None,
            shuffle_options: false,
            examinees_may_pause: false,
        }
    }
}

/// What becomes of an item that an examinee skips, or whose time is over. Either way it is not shown again, and counts as an item of the
/// test, for its content area and for its exposure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipPolicy {
    /// No item can be skipped. One whose time is over is scored as wrong.
    #[default]
    Refuse,
    /// It is scored as wrong.
    Wrong,
    /// It does not count for the estimate.
    Missing,
}

impl SkipPolicy {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Refuse, Self::Wrong, Self::Missing];

    /// The name in definitions and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Wrong => "wrong",
            Self::Missing => "missing",
        }
    }

    /// Whether no item can be skipped.
    #[must_use]
    pub const fn refuses(&self) -> bool {
        matches!(self, Self::Refuse)
    }
}

/// What an examinee sees of the estimates of a session. The platform sees all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateDisplay {
    /// None.
    #[default]
    Never,
    /// The final one, once the session is completed.
    AtEnd,
    /// The estimate after each answer, too.
    Always,
}

impl EstimateDisplay {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Never, Self::AtEnd, Self::Always];

    /// The name in definitions and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::AtEnd => "at_end",
            Self::Always => "always",
        }
    }
}
