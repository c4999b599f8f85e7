//! The units of work that change more than one row.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use crate::fail_point::fail_point;
use crate::model::{BankRow, ExamTypeRow, GuardedAnswer, ItemRow, NewBankRow, NewExamTypeRow};
use crate::queries::on_sqlite as queries;
use crate::rows::{Guarded, SessionStatus};
use crate::schema::{attempts, exam_sessions, items};

/// Inserts a bank as the next version of its name, with its items.
pub(super) fn insert_bank(
    conn: &mut SqliteConnection,
    mut bank: NewBankRow,
    mut rows: Vec<ItemRow>,
) -> QueryResult<BankRow> {
    conn.immediate_transaction(|conn| {
        bank.version = queries::next_bank_version(conn, &bank.name)?;
        let inserted = queries::insert_bank(conn, &bank)?;
        for row in &mut rows {
            row.bank_id = inserted.id;
            diesel::insert_into(items::table).values(&*row).execute(conn)?;
        }
        Ok(inserted)
    })
}

/// Inserts an exam type as the next version of its name.
pub(super) fn insert_exam_type(conn: &mut SqliteConnection, mut exam_type: NewExamTypeRow) -> QueryResult<ExamTypeRow> {
    conn.immediate_transaction(|conn| {
        exam_type.version = queries::next_exam_type_version(conn, &exam_type.name)?;
        queries::insert_exam_type(conn, &exam_type)
    })
}

/// Moves a session that is active, at the revision before, has the item pending and the token expected; inserts the
/// attempt.
pub(super) fn advance(conn: &mut SqliteConnection, answer: &GuardedAnswer) -> QueryResult<Guarded> {
    let GuardedAnswer { token_digest, advancement, attempt } = answer;
    let outcome = conn.immediate_transaction(|conn| {
        let moved = diesel::update(exam_sessions::table.find(attempt.session_id))
            .filter(exam_sessions::revision.eq(advancement.revision - 1))
            .filter(exam_sessions::status.eq(SessionStatus::Active.as_str()))
            .filter(exam_sessions::pending_item.eq(attempt.item))
            .filter(exam_sessions::token_digest.eq(token_digest))
            .set(advancement)
            .execute(conn)?;
        if moved == 0 {
            return Ok(Guarded::Stale);
        }
        fail_point!("answer_in_transaction");
        diesel::insert_into(attempts::table).values(attempt).execute(conn)?;
        Ok(Guarded::Committed)
    });
    match outcome {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Guarded::Stale),
        outcome => outcome,
    }
}
