//! The units of work that take more than one statement.

use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::result::Error;
use diesel::sql_types::{Integer, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::pooler;
use crate::model::{BankRow, ExamTypeRow, ItemRow, NewBankRow, NewExamTypeRow, NewSessionRow, StartedOnceRow};
use crate::queries::on_postgres as queries;
use crate::schema::items;

pub(super) use crate::queries::on_postgres::{insert_api_key, insert_session};

/// Rows per statement: a statement takes at most 65 535 values, an item has 13.
const ITEMS_PER_STATEMENT: usize = 2000;

/// The first halves of the advisory locks under which versions are counted, one for each kind of name.
const BANK_NAMES: i32 = 0x6261_6e6b;
const EXAM_TYPE_NAMES: i32 = 0x6578_616d;

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

async fn insert_bank_version(
    conn: &mut AsyncPgConnection,
    bank: &NewBankRow,
    mut rows: Vec<ItemRow>,
) -> QueryResult<BankRow> {
    let inserted = queries::insert_bank(conn, bank).await?;
    for row in &mut rows {
        row.bank_id = inserted.id;
    }
    for chunk in rows.chunks(ITEMS_PER_STATEMENT) {
        diesel::insert_into(items::table).values(chunk).execute(conn).await?;
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
