//! The settings of a calibration in a TOML file.

use anyhow::{Context as _, anyhow};
use calibration::CalibrationSettings;

use crate::source::Source;

/// The settings in a file, checked; the defaults without one.
pub(super) fn read(source: Option<&Source>) -> anyhow::Result<CalibrationSettings> {
    let Some(source) = source else { return Ok(CalibrationSettings::default()) };
    let text = String::from_utf8(source.read()?).with_context(|| format!("{source} is not text in UTF-8"))?;
    let settings: CalibrationSettings = toml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| anyhow!("{source}: {}", error.to_string().trim_end()))?;
    settings.check().with_context(|| source.to_string())?;
    Ok(settings)
}
