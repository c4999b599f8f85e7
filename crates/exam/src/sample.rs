//! The exam that ships with the project: `placement`, a mathematics placement test.

use irt_core::Metric;

use crate::access::Access;
use crate::error::ExamError;
use crate::exam_type::ExamTypeSpec;
use crate::service::ExamService;

/// The name of the sample exam type and of its bank.
pub const PLACEMENT: &str = "placement";
/// The bank of the sample exam, as a bank file.
pub const PLACEMENT_BANK_CSV: &str = include_str!("../samples/placement/items.csv");
/// The definition of the sample exam type.
pub const PLACEMENT_EXAM_TOML: &str = include_str!("../samples/placement/exam.toml");

/// Loads the sample exam into a record that has no exam type, and returns whether this call completed it. Any number of instances
/// may start together, and one may be interrupted: the record gets one version of the bank and one of the exam type.
///
/// # Errors
/// [`ExamError::Record`] when the database fails.
pub async fn load_into_empty_record(service: &ExamService) -> Result<bool, ExamError> {
    if !service.exam_types(&Access::PLATFORM, 0, 1).await?.is_empty() {
        return Ok(false);
    }
    if service.bank_summary(&Access::PLATFORM, PLACEMENT).await?.is_none() {
        service.import_first_bank(PLACEMENT, PLACEMENT_BANK_CSV.as_bytes(), Metric::LOGISTIC).await?;
    }
    Ok(service.import_first_exam_type(placement_spec()?).await?.is_some())
}

/// The definition of the sample exam type.
///
/// # Errors
/// None in a build that passes its tests.
pub fn placement_spec() -> Result<ExamTypeSpec, ExamError> {
    toml::from_str(PLACEMENT_EXAM_TOML)
        .map_err(|error| ExamError::invalid("placement", "exam.toml", &error.to_string()))
}
