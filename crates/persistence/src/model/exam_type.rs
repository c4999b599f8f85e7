//! Exam types.

use diesel::prelude::*;

use super::column::named;
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{BankId, ExamRules, ExamTypeId, ExamTypeRecord, ExpiryPolicy, NewExamType, TimeLimit};
use crate::schema::exam_types;

/// An exam type as it is inserted.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = exam_types)]
pub(crate) struct NewExamTypeRow {
    pub name: String,
    pub version: i32,
    bank_id: i64,
    design: String,
    ttl_seconds: i64,
    feedback: bool,
    created_at: i64,
    time_limit_seconds: Option<i64>,
    on_expiry: Option<String>,
    /// JSON, which is read when the exam type is: one whose rules cannot be read hides no other.
    rules: Option<String>,
}

/// An exam type as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = exam_types)]
pub(crate) struct ExamTypeRow {
    id: i64,
    #[diesel(embed)]
    row: NewExamTypeRow,
}

impl NewExamTypeRow {
    /// The row of an exam type, whose version is not known before it is inserted.
    pub(crate) fn new(exam_type: NewExamType) -> Result<Self, RecordError> {
        let rules = serde_json::to_string(&exam_type.rules).map_err(|error| RecordError::Database(error.into()))?;
        Ok(Self {
            name: exam_type.name,
            version: 1,
            bank_id: exam_type.bank_id.0,
            design: exam_type.design,
            ttl_seconds: exam_type.ttl_seconds,
            feedback: exam_type.feedback,
            created_at: to_micros(exam_type.created_at),
            time_limit_seconds: exam_type.time_limit.map(|limit| limit.seconds),
            on_expiry: exam_type.time_limit.map(|limit| limit.on_expiry.as_str().to_owned()),
            rules: Some(rules),
        })
    }
}

impl TryFrom<ExamTypeRow> for ExamTypeRecord {
    type Error = RecordError;

    fn try_from(ExamTypeRow { id, row }: ExamTypeRow) -> Result<Self, RecordError> {
        let (time_limit, rules) = (time_limit(&row)?, rules(row.rules)?);
        Ok(Self {
            id: ExamTypeId(id),
            version: row.version,
            definition: NewExamType {
                name: row.name,
                bank_id: BankId(row.bank_id),
                design: row.design,
                ttl_seconds: row.ttl_seconds,
                feedback: row.feedback,
                time_limit,
                rules,
                created_at: from_micros(row.created_at),
            },
        })
    }
}

fn time_limit(row: &NewExamTypeRow) -> Result<Option<TimeLimit>, RecordError> {
    let Some(seconds) = row.time_limit_seconds else { return Ok(None) };
    let on_expiry = match row.on_expiry.as_deref() {
        None => ExpiryPolicy::default(),
        Some(name) => named(name, "policy on expiry", ExpiryPolicy::from_name)?,
    };
    Ok(Some(TimeLimit { seconds, on_expiry }))
}

fn rules(column: Option<String>) -> Result<ExamRules, RecordError> {
    let Some(json) = column else { return Ok(ExamRules::UNSTATED) };
    serde_json::from_str(&json)
        .map_err(|error| RecordError::Unreadable { what: "rules of an exam type", value: format!("{json} ({error})") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(seconds: Option<i64>, on_expiry: Option<&str>) -> Result<Option<TimeLimit>, RecordError> {
        let row = NewExamTypeRow {
            name: "exam".to_owned(),
            version: 1,
            bank_id: 1,
            design: "{}".to_owned(),
            ttl_seconds: 60,
            feedback: false,
            created_at: 0,
            time_limit_seconds: seconds,
            on_expiry: on_expiry.map(str::to_owned),
            rules: None,
        };
        let row = ExamTypeRow { id: 1, row };
        ExamTypeRecord::try_from(row).map(|exam_type| exam_type.definition.time_limit)
    }

    #[test]
    fn a_limit_without_a_policy_has_the_default() {
        let scored = TimeLimit { seconds: 90, on_expiry: ExpiryPolicy::Score };
        assert_eq!(limit(Some(90), None).unwrap(), Some(scored));
        assert_eq!(limit(Some(90), Some("score")).unwrap(), Some(scored));
        assert_eq!(limit(None, Some("void")).unwrap(), None);
    }

    #[test]
    fn rules_that_are_not_stated_are_those_of_before() {
        assert_eq!(rules(None).unwrap(), ExamRules::UNSTATED);
        let stated = serde_json::to_string(&ExamRules::default()).unwrap();
        assert_eq!(rules(Some(stated)).unwrap(), ExamRules::default());
    }

    #[test]
    fn rules_that_are_not_used_are_not_stored() {
        let stated = |shuffle_options| {
            let rules = ExamRules { shuffle_options, ..ExamRules::default() };
            let json = serde_json::to_string(&rules).unwrap();
            assert_eq!(super::rules(Some(json.clone())).unwrap(), rules);
            json
        };
        assert!(!stated(false).contains("shuffle"), "programs that do not know it read the rest");
        assert!(stated(true).contains("shuffle_options"));
    }

    #[test]
    fn a_rule_of_a_later_program_is_not_overlooked() {
        let mut later = serde_json::to_value(ExamRules::default()).unwrap();
        later["proctors"] = 2.into();
        match rules(Some(later.to_string())) {
            Err(RecordError::Unreadable { what: "rules of an exam type", value }) => {
                assert!(value.contains("proctors"), "{value}");
            }
            other => panic!("expected an unreadable value, got {other:?}"),
        }
    }

    #[test]
    fn an_unknown_policy_is_named() {
        match limit(Some(90), Some("forgive")) {
            Err(RecordError::Unreadable { what: "policy on expiry", value }) => assert_eq!(value, "forgive"),
            other => panic!("expected an unreadable value, got {other:?}"),
        }
    }
}
