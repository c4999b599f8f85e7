//! The exposure of items in the exams of an exam type, as the record counts it.

use irt_core::{ExposureRates, ItemIndex};

use super::ExamService;
use crate::error::ExamError;
use crate::loaded_exam::LoadedExam;

/// Of how many of the latest sessions the rates are, where the exam type does not say.
const DEFAULT_WINDOW: u32 = 1000;

impl ExamService {
    /// The items that a session which starts now does not get: those at or above the maximum rate of the design among the latest
    /// sessions of this version of the exam type. None where the design has no such rate.
    pub(super) async fn withheld_now(&self, exam: &LoadedExam) -> Result<Vec<ItemIndex>, ExamError> {
        if exam.test.design().spec().exposure.maximum_rate.is_none() {
            return Ok(Vec::new());
        }
        let window = exam.exam_type.definition.rules.exposure_window.unwrap_or(DEFAULT_WINDOW);
        let uses = self.record().item_uses(exam.exam_type.id, window).await?;
        let mut shown = vec![0; exam.test.bank().len()];
        for (item, sessions) in uses.shown {
            // A session that is being answered meanwhile may be counted with two of its items as pending, never with one twice.
            if let Some(count) = shown.get_mut(ItemIndex(item).as_usize()) {
                *count = sessions.min(uses.sessions);
            }
        }
        let rates = ExposureRates::from_counts(&shown, uses.sessions).map_err(|error| unusable(exam, &error))?;
        exam.test.withheld(&rates).map_err(|error| unusable(exam, &error))
    }
}

fn unusable(exam: &LoadedExam, error: &dyn std::error::Error) -> ExamError {
    let what = format!("exam type {:?}", exam.exam_type.definition.name);
    ExamError::UnusableRecord { what, reason: error.to_string() }
}
