//! What the database itself holds, read past the server and its code.

use std::collections::BTreeMap;
use std::path::PathBuf;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};

const SESSIONS: &str = "SELECT id, status, CAST(revision AS BIGINT) AS revision FROM exam_sessions";
const ATTEMPTS: &str = "SELECT attempts.session_id, items.item_id, attempts.answer FROM attempts \
     JOIN exam_sessions ON exam_sessions.id = attempts.session_id \
     JOIN exam_types ON exam_types.id = exam_sessions.exam_type_id \
     JOIN items ON items.bank_id = exam_types.bank_id AND items.item_index = attempts.item \
     ORDER BY attempts.session_id, attempts.position";

/// Where the record is.
pub(crate) enum Database {
    Sqlite(PathBuf),
    /// By its URL.
    Postgres(String),
}

#[derive(QueryableByName)]
struct SessionRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = BigInt)]
    revision: i64,
}

#[derive(QueryableByName)]
struct AttemptRow {
    #[diesel(sql_type = BigInt)]
    session_id: i64,
    #[diesel(sql_type = Text)]
    item_id: String,
    #[diesel(sql_type = Text)]
    answer: String,
}

/// A session as it stands in the database.
#[derive(Debug, Default)]
pub(crate) struct RecordedSession {
    pub(crate) status: String,
    pub(crate) revision: i64,
    /// The item and the option of each attempt, in order.
    pub(crate) attempts: Vec<(String, String)>,
}

impl Database {
    /// All sessions by number.
    pub(crate) fn sessions(&self) -> BTreeMap<i64, RecordedSession> {
        let (sessions, attempts) = match self {
            Self::Sqlite(file) => from_sqlite(file.to_str().expect("a path that is text")),
            Self::Postgres(url) => from_postgres(url),
        };
        let of_row = |row: SessionRow| {
            let SessionRow { id, status, revision } = row;
            (id, RecordedSession { status, revision, attempts: Vec::new() })
        };
        let mut sessions: BTreeMap<_, _> = sessions.into_iter().map(of_row).collect();
        for AttemptRow { session_id, item_id, answer } in attempts {
            sessions.get_mut(&session_id).expect("an attempt has a session").attempts.push((item_id, answer));
        }
        sessions
    }
}

fn from_sqlite(file: &str) -> (Vec<SessionRow>, Vec<AttemptRow>) {
    let mut connection = SqliteConnection::establish(file).expect("the file can be opened");
    connection.batch_execute("PRAGMA busy_timeout = 60000").expect("a time limit can be set");
    let sessions = diesel::sql_query(SESSIONS).load(&mut connection).expect("the sessions can be read");
    let attempts = diesel::sql_query(ATTEMPTS).load(&mut connection).expect("the attempts can be read");
    (sessions, attempts)
}

fn from_postgres(url: &str) -> (Vec<SessionRow>, Vec<AttemptRow>) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("PostgreSQL answers");
    let sessions = client.query(SESSIONS, &[]).expect("the sessions can be read");
    let attempts = client.query(ATTEMPTS, &[]).expect("the attempts can be read");
    let session = |row: postgres::Row| SessionRow { id: row.get(0), status: row.get(1), revision: row.get(2) };
    let attempt = |row: postgres::Row| AttemptRow { session_id: row.get(0), item_id: row.get(1), answer: row.get(2) };
    (sessions.into_iter().map(session).collect(), attempts.into_iter().map(attempt).collect())
}
