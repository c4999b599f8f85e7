//! How a service is set up.

use crate::limits::Limits;

/// How an exam service is set up.
///
/// ```
/// use exam::ServiceSettings;
///
/// assert_eq!(ServiceSettings::default().asset_path, "/assets/");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSettings {
    /// What it may spend.
    pub limits: Limits,
    /// What stands before the names of pictures in the texts that examinees get. It ends with a slash.
    pub asset_path: String,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self { limits: Limits::default(), asset_path: "/assets/".to_owned() }
    }
}
