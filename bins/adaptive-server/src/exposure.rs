//! The gauges of how often items are used.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use exam::{ExamError, ExamService, ItemExposure};

/// The least time between two counts, however often the sweep runs: a count reads the answers of 2000 sessions.
const INTERVAL: Duration = Duration::from_secs(30);

/// The gauges, by version of an exam type.
#[derive(Default)]
pub(crate) struct ExposureGauges {
    counted_at: Option<Instant>,
    shown: BTreeSet<(String, i32)>,
}

impl ExposureGauges {
    /// Counts anew, unless it has just done so.
    pub(crate) async fn update(&mut self, service: &ExamService) -> Result<(), ExamError> {
        if self.counted_at.is_some_and(|at| at.elapsed() < INTERVAL) {
            return Ok(());
        }
        let exposures = service.item_exposure().await?;
        self.counted_at = Some(Instant::now());
        exposures.iter().for_each(show);
        for gone in self.replace_shown(&exposures) {
            show(&gone);
        }
        Ok(())
    }

    /// Remembers what is shown. Returns empty counts for what was shown before and has no session among the latest any more: the
    /// recorder forgets no gauge.
    fn replace_shown(&mut self, exposures: &[ItemExposure]) -> Vec<ItemExposure> {
        let now = exposures.iter().map(|exposure| (exposure.exam_type.clone(), exposure.version)).collect();
        let before = std::mem::replace(&mut self.shown, now);
        let gone = before.difference(&self.shown).cloned();
        gone.map(|(exam_type, version)| ItemExposure { exam_type, version, sessions: 0, items_used: 0, most_used: 0 })
            .collect()
    }
}

fn show(exposure: &ItemExposure) {
    let labels = [("exam_type", exposure.exam_type.clone()), ("version", exposure.version.to_string())];
    metrics::gauge!("adaptive_item_exposure_sessions", &labels).set(exposure.sessions);
    metrics::gauge!("adaptive_item_exposure_max_ratio", &labels).set(exposure.max_rate());
    metrics::gauge!("adaptive_items_used", &labels).set(exposure.items_used);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exposure(exam_type: &str, version: i32, sessions: u32) -> ItemExposure {
        ItemExposure { exam_type: exam_type.to_owned(), version, sessions, items_used: sessions, most_used: sessions }
    }

    #[test]
    fn an_exam_type_that_nobody_takes_any_more_is_shown_without_sessions_once() {
        let mut gauges = ExposureGauges::default();
        let (one, two) = (exposure("placement", 1, 3), exposure("placement", 2, 1));
        assert_eq!(gauges.replace_shown(&[one.clone(), two.clone()]), []);
        assert_eq!(gauges.replace_shown(std::slice::from_ref(&two)), [exposure("placement", 1, 0)]);
        assert_eq!(gauges.replace_shown(std::slice::from_ref(&two)), []);
        assert_eq!(gauges.replace_shown(&[one, two]), []);
    }
}
