//! The units of work that take more than one statement.

use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::result::Error;
use diesel::sql_types::{Integer, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::pooler;
use crate::error::RecordError;
use crate::model::{BankRow, ExamTypeRow, ItemRow, NewBankRow, NewExamTypeRow, NewSessionRow, StartedOnceRow};
use crate::queries::on_postgres as queries;
use crate::rows::{BankRecord, ItemRecord};
use crate::schema::items;

pub(super) use crate::queries::on_postgres::{insert_api_key, insert_session};

/// How many items a statement inserts: it takes a millisecond or two to put together, and at most 65 535 values, of which an
/// item has 14.
pub(super) const ITEMS_AT_A_TIME: usize = 500;

/// The first halves of the advisory locks under which versions are counted, one for each kind of name.
const BANK_NAMES: i32 = 0x6261_6e6b;
const EXAM_TYPE_NAMES: i32 = 0x6578_616d;
const EXAMINEES: i32 = 0x7374_6172;

/// Inserts a bank as the next version of its name, with its items.
pub(super) async fn insert_bank(
    conn: &mut AsyncPgConnection,
    mut bank: NewBankRow,
    rows: Vec<ItemRow>,
) -> QueryResult<BankRow> {
    conn.transaction(async move |conn| {
        lock_name(conn, BANK_NAMES, &bank.name).await?;
        bank.version = queries::next_bank_version(conn, &bank.name).await?;
        insert_bank_version(conn, &bank, rows).await
    })
    .await
}

/// Inserts items of a bank that is being imported.
pub(super) async fn insert_items(
    conn: &mut AsyncPgConnection,
    bank_id: i64,
    mut rows: Vec<ItemRow>,
) -> QueryResult<()> {
    for row in &mut rows {
        row.bank_id = bank_id;
    }
    diesel::insert_into(items::table).values(&rows).execute(conn).await.map(drop)
}

/// Makes a bank whose items are all there the next version of its name.
pub(super) async fn publish_bank(conn: &mut AsyncPgConnection, id: i64, name: &str) -> QueryResult<BankRow> {
    conn.transaction(async move |conn| {
        lock_name(conn, BANK_NAMES, name).await?;
        let version = queries::next_bank_version(conn, name).await?;
        queries::publish_bank(conn, id, name, version).await
    })
    .await
}

/// Inserts a bank with its items unless its name has a version.
pub(super) async fn insert_first_bank(
    conn: &mut AsyncPgConnection,
    mut bank: NewBankRow,
    rows: Vec<ItemRow>,
) -> QueryResult<Option<BankRow>> {
    conn.transaction(async move |conn| {
        lock_name(conn, BANK_NAMES, &bank.name).await?;
        bank.version = queries::next_bank_version(conn, &bank.name).await?;
        if bank.version > 1 { Ok(None) } else { insert_bank_version(conn, &bank, rows).await.map(Some) }
    })
    .await
}

/// A bank with its items, or what cannot be read of it. The thread does other work between the pieces of a large bank.
pub(super) async fn bank(
    conn: &mut AsyncPgConnection,
    id: i64,
) -> QueryResult<Option<Result<BankRecord, RecordError>>> {
    let Some(bank) = queries::bank(conn, id).await? else { return Ok(None) };
    let mut items = Vec::new();
    let (mut from, piece) = (0, ITEMS_AT_A_TIME as i64);
    while from < i64::from(bank.item_count()) {
        for row in queries::items(conn, id, from, piece).await? {
            match ItemRecord::try_from(row) {
                Ok(item) => items.push(item),
                Err(error) => return Ok(Some(Err(error))),
            }
        }
        from += piece;
        tokio::task::yield_now().await;
    }
    Ok(Some(Ok(BankRecord { summary: bank.into(), items })))
}

async fn insert_bank_version(
    conn: &mut AsyncPgConnection,
    bank: &NewBankRow,
    mut rows: Vec<ItemRow>,
) -> QueryResult<BankRow> {
    let inserted = queries::insert_bank(conn, bank).await?;
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ITEMS_AT_A_TIME));
        insert_items(conn, inserted.id, std::mem::replace(&mut rows, rest)).await?;
    }
    Ok(inserted)
}

/// Inserts an exam type as the next version of its name.
pub(super) async fn insert_exam_type(
    conn: &mut AsyncPgConnection,
    mut exam_type: NewExamTypeRow,
) -> QueryResult<ExamTypeRow> {
    conn.transaction(async move |conn| {
        lock_name(conn, EXAM_TYPE_NAMES, &exam_type.name).await?;
        exam_type.version = queries::next_exam_type_version(conn, &exam_type.name).await?;
        queries::insert_exam_type(conn, &exam_type).await
    })
    .await
}

/// Inserts an exam type unless its name has a version.
pub(super) async fn insert_first_exam_type(
    conn: &mut AsyncPgConnection,
    mut exam_type: NewExamTypeRow,
) -> QueryResult<Option<ExamTypeRow>> {
    conn.transaction(async move |conn| {
        lock_name(conn, EXAM_TYPE_NAMES, &exam_type.name).await?;
        exam_type.version = queries::next_exam_type_version(conn, &exam_type.name).await?;
        if exam_type.version > 1 { Ok(None) } else { queries::insert_exam_type(conn, &exam_type).await.map(Some) }
    })
    .await
}

/// Inserts a session whose start has a key, or finds the one that the key has started. A database that is set to serializable
/// transactions may ask for a second try, which finds the session that was in the way.
pub(super) async fn insert_session_once(
    conn: &mut AsyncPgConnection,
    session: &NewSessionRow,
) -> QueryResult<StartedOnceRow> {
    let mut inserted = queries::insert_session_unless_started(conn, session).await;
    if pooler::may_be_tried_again(&inserted) {
        pooler::anew(conn).await?;
        inserted = queries::insert_session_unless_started(conn, session).await;
    }
    if let Some(inserted) = inserted? {
        return Ok(StartedOnceRow::Inserted(inserted));
    }
    let earlier = queries::session_started_by(conn, session.key_digest()).await?;
    let (earlier, salt) = earlier.ok_or(Error::NotFound)?;
    Ok(StartedOnceRow::Earlier(earlier, salt))
}

/// Keeps other starts of this examinee under this exam type from counting sessions until the transaction ends.
pub(crate) async fn lock_examinee(
    conn: &mut AsyncPgConnection,
    examinee_id: Option<&str>,
    exam_type: &str,
) -> QueryResult<()> {
    let examinee_id = examinee_id.unwrap_or_default();
    lock_name(conn, EXAMINEES, &format!("{exam_type}\n{examinee_id}")).await
}

/// Keeps others from counting versions of this name until the transaction ends. Names that share a hash merely wait
/// for each other.
async fn lock_name(conn: &mut AsyncPgConnection, kind: i32, name: &str) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1, hashtext($2))")
        .bind::<Integer, _>(kind)
        .bind::<Text, _>(name)
        .execute(conn)
        .await
        .map(drop)
}

/// The process of the server that this connection has now.
pub(super) async fn server_process(conn: &mut AsyncPgConnection) -> QueryResult<i32> {
    diesel::select(sql::<Integer>("pg_backend_pid()")).get_result(conn).await
}
