//! The units of work that change more than one row.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use crate::error::RecordError;
use crate::model::{
    ApiKeyRow, BankRow, ExamTypeRow, GuardedAnswer, ItemRow, NewApiKeyRow, NewBankRow, NewExamTypeRow, NewSessionRow,
    SessionRow, StartedOnceRow, bank_record, guarded_update,
};
use crate::queries::on_sqlite as queries;
use crate::rows::{BankRecord, Guarded};
use crate::schema::{attempts, items};

/// How many items are inserted before others may write again: some milliseconds.
pub(super) const ITEMS_AT_A_TIME: usize = 1_000;

/// Inserts a bank as the next version of its name, with its items.
pub(super) fn insert_bank(
    conn: &mut SqliteConnection,
    mut bank: NewBankRow,
    rows: Vec<ItemRow>,
) -> QueryResult<BankRow> {
    immediate(conn, |conn| {
        bank.version = queries::next_bank_version(conn, &bank.name)?;
        insert_bank_version(conn, &bank, rows)
    })
}

/// Inserts items of a bank that is being imported.
pub(super) fn insert_items(conn: &mut SqliteConnection, bank_id: i64, mut rows: Vec<ItemRow>) -> QueryResult<()> {
    immediate(conn, |conn| {
        for row in &mut rows {
            row.bank_id = bank_id;
            diesel::insert_into(items::table).values(&*row).execute(conn)?;
        }
        Ok(())
    })
}

/// Makes a bank whose items are all there the next version of its name.
pub(super) fn publish_bank(conn: &mut SqliteConnection, id: i64, name: &str) -> QueryResult<BankRow> {
    immediate(conn, |conn| {
        let version = queries::next_bank_version(conn, name)?;
        queries::publish_bank(conn, id, name, version)
    })
}

/// A bank with its items, or what cannot be read of it.
pub(super) fn bank(conn: &mut SqliteConnection, id: i64) -> QueryResult<Option<Result<BankRecord, RecordError>>> {
    let Some(bank) = queries::bank(conn, id)? else { return Ok(None) };
    let items = queries::items(conn, id, 0, i64::MAX)?;
    Ok(Some(bank_record(bank, items)))
}

/// Inserts a bank with its items unless its name has a version.
pub(super) fn insert_first_bank(
    conn: &mut SqliteConnection,
    mut bank: NewBankRow,
    rows: Vec<ItemRow>,
) -> QueryResult<Option<BankRow>> {
    immediate(conn, |conn| {
        bank.version = queries::next_bank_version(conn, &bank.name)?;
        if bank.version > 1 { Ok(None) } else { insert_bank_version(conn, &bank, rows).map(Some) }
    })
}

fn insert_bank_version(conn: &mut SqliteConnection, bank: &NewBankRow, rows: Vec<ItemRow>) -> QueryResult<BankRow> {
    let inserted = queries::insert_bank(conn, bank)?;
    for mut row in rows {
        row.bank_id = inserted.id;
        diesel::insert_into(items::table).values(&row).execute(conn)?;
    }
    Ok(inserted)
}

/// Inserts an exam type as the next version of its name.
pub(super) fn insert_exam_type(conn: &mut SqliteConnection, mut exam_type: NewExamTypeRow) -> QueryResult<ExamTypeRow> {
    immediate(conn, |conn| {
        exam_type.version = queries::next_exam_type_version(conn, &exam_type.name)?;
        queries::insert_exam_type(conn, &exam_type)
    })
}

/// Inserts an exam type unless its name has a version.
pub(super) fn insert_first_exam_type(
    conn: &mut SqliteConnection,
    mut exam_type: NewExamTypeRow,
) -> QueryResult<Option<ExamTypeRow>> {
    immediate(conn, |conn| {
        exam_type.version = queries::next_exam_type_version(conn, &exam_type.name)?;
        if exam_type.version > 1 { Ok(None) } else { queries::insert_exam_type(conn, &exam_type).map(Some) }
    })
}

/// Inserts a session. Not without a transaction: a statement that returns a row commits when it is reset, which diesel does
/// without looking at the outcome, so that a full disk would go unnoticed.
pub(super) fn insert_session(conn: &mut SqliteConnection, session: &NewSessionRow) -> QueryResult<SessionRow> {
    immediate(conn, |conn| queries::insert_session(conn, session))
}

/// Inserts an API key, in a transaction for the same reason.
pub(super) fn insert_api_key(conn: &mut SqliteConnection, key: &NewApiKeyRow) -> QueryResult<ApiKeyRow> {
    immediate(conn, |conn| queries::insert_api_key(conn, key))
}

/// Inserts a session whose start has a key, or finds the one that the key has started.
pub(super) fn insert_session_once(conn: &mut SqliteConnection, session: &NewSessionRow) -> QueryResult<StartedOnceRow> {
    immediate(conn, |conn| match queries::insert_session_unless_started(conn, session)? {
        Some(inserted) => Ok(StartedOnceRow::Inserted(inserted)),
        None => {
            let earlier = queries::session_started_by(conn, session.key_digest())?;
            let (earlier, salt) = earlier.ok_or(Error::NotFound)?;
            Ok(StartedOnceRow::Earlier(earlier, salt))
        }
    })
}

/// Records an answer in a transaction of its own.
pub(super) fn advance(conn: &mut SqliteConnection, answer: &GuardedAnswer) -> QueryResult<Guarded> {
    stale_if_doubled(immediate(conn, |conn| apply(conn, answer)))
}

/// Records answers in one transaction, so that they share its commit. One that the database refuses changes nothing, and
/// the others are committed; any other error is one of all, and nothing is committed.
pub(super) fn advance_all(
    conn: &mut SqliteConnection,
    answers: &[GuardedAnswer],
) -> QueryResult<Vec<QueryResult<Guarded>>> {
    // Most often none is refused, and then savepoints would be in vain.
    match immediate(conn, |conn| answers.iter().map(|answer| apply(conn, answer)).collect::<QueryResult<Vec<_>>>()) {
        Ok(outcomes) => Ok(outcomes.into_iter().map(Ok).collect()),
        Err(error) if is_refusal(&error) => advance_each(conn, answers),
        Err(error) => Err(error),
    }
}

/// The same, each answer in a savepoint of its own.
fn advance_each(conn: &mut SqliteConnection, answers: &[GuardedAnswer]) -> QueryResult<Vec<QueryResult<Guarded>>> {
    immediate(conn, |conn| {
        let each = answers.iter().map(|answer| stale_if_doubled(savepoint(conn, |conn| apply(conn, answer))));
        each.map(|outcome| match outcome {
            Err(error) if !is_refusal(&error) => Err(error),
            outcome => Ok(outcome),
        })
        .collect()
    })
}

/// Changes the session if the guard holds, and then inserts the attempt.
fn apply(conn: &mut SqliteConnection, answer: &GuardedAnswer) -> QueryResult<Guarded> {
    if guarded_update!(answer).execute(conn)? == 0 {
        return Ok(Guarded::Stale);
    }
    fail_points::fail_point!("answer_in_transaction");
    diesel::insert_into(attempts::table).values(&answer.attempt).execute(conn)?;
    Ok(Guarded::Committed)
}

/// An item that has been answered before: the session has moved on, whatever its row says.
fn stale_if_doubled(outcome: QueryResult<Guarded>) -> QueryResult<Guarded> {
    match outcome {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Guarded::Stale),
        outcome => outcome,
    }
}

/// Deletes what is not there, which a file that can only be read refuses. Nothing else shows it: an immediate transaction
/// on such a file only reads, without an error.
pub(super) fn assert_writable(conn: &mut SqliteConnection) -> QueryResult<()> {
    immediate(conn, |conn| diesel::delete(items::table.find((0_i64, 0_i64))).execute(conn).map(drop))
}

/// Whether a constraint has refused the values, rather than the database having failed.
const fn is_refusal(error: &Error) -> bool {
    use DatabaseErrorKind::{CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation};
    matches!(error, Error::DatabaseError(CheckViolation | ForeignKeyViolation | NotNullViolation | UniqueViolation, _))
}

/// Runs a unit in a transaction that holds the write lock from its beginning.
pub(super) fn immediate<T>(
    conn: &mut SqliteConnection,
    unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    let mut cause = None;
    let outcome = conn.immediate_transaction(|conn| unit(conn).map_err(|error| keep(&mut cause, error)));
    cause.map_or(outcome, Err)
}

/// Runs a unit that changes nothing if it fails, within a transaction.
fn savepoint<T>(
    conn: &mut SqliteConnection,
    unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    let mut cause = None;
    let outcome = conn.transaction(|conn| unit(conn).map_err(|error| keep(&mut cause, error)));
    cause.map_or(outcome, Err)
}

/// Keeps the error that ends a transaction. After a full disk, for example, SQLite has already rolled back by itself, and
/// diesel would report only that the roll-back failed.
fn keep(cause: &mut Option<Error>, error: Error) -> Error {
    *cause = Some(error);
    Error::RollbackTransaction
}
