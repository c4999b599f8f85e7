//! Exam types.

use diesel::prelude::*;

use super::time::{from_micros, to_micros};
use crate::rows::{BankId, ExamTypeId, ExamTypeRecord, NewExamType};
use crate::schema::exam_types;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = exam_types)]
pub(crate) struct ExamTypeRow {
    id: i64,
    name: String,
    version: i32,
    bank_id: i64,
    design: String,
    ttl_seconds: i64,
    feedback: bool,
    created_at: i64,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = exam_types)]
pub(crate) struct NewExamTypeRow {
    pub name: String,
    pub version: i32,
    bank_id: i64,
    design: String,
    ttl_seconds: i64,
    feedback: bool,
    created_at: i64,
}

impl NewExamTypeRow {
    /// The row of an exam type, whose version is not known before it is inserted.
    pub(crate) fn new(exam_type: NewExamType) -> Self {
        Self {
            name: exam_type.name,
            version: 1,
            bank_id: exam_type.bank_id.0,
            design: exam_type.design,
            ttl_seconds: exam_type.ttl_seconds,
            feedback: exam_type.feedback,
            created_at: to_micros(exam_type.created_at),
        }
    }
}

impl From<ExamTypeRow> for ExamTypeRecord {
    fn from(row: ExamTypeRow) -> Self {
        Self {
            id: ExamTypeId(row.id),
            version: row.version,
            definition: NewExamType {
                name: row.name,
                bank_id: BankId(row.bank_id),
                design: row.design,
                ttl_seconds: row.ttl_seconds,
                feedback: row.feedback,
                created_at: from_micros(row.created_at),
            },
        }
    }
}
