//! The change that an answer makes of its session, as a statement.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

/// Changes the session if it is active and the guard holds.
///
/// A fragment of its own: neither `sql_query` nor an update statement of diesel would be prepared once and used for every
/// answer. And the status is a literal: SQLite would prepare the statement again each time that a value is bound which decides
/// whether an index of the active sessions serves.
#[derive(Debug)]
pub(crate) struct GuardedUpdate<Change, Guard> {
    pub(crate) change: Change,
    pub(crate) guard: Guard,
}

/// The last answer of a session has another text than those before it, so that the text is the key of the prepared statement.
impl<Change, Guard> QueryId for GuardedUpdate<Change, Guard> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, Change: QueryFragment<DB>, Guard: QueryFragment<DB>> QueryFragment<DB>
    for GuardedUpdate<Change, Guard>
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE exam_sessions SET ");
        self.change.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE exam_sessions.status = 'active' AND ");
        self.guard.walk_ast(out)
    }
}

impl<Conn, Change, Guard> diesel::RunQueryDsl<Conn> for GuardedUpdate<Change, Guard> {}

/// The statement of an answer. The types of its parts have no names.
macro_rules! guarded_update {
    ($answer:expr) => {
        $crate::model::GuardedUpdate {
            change: diesel::query_builder::AsChangeset::as_changeset(&$answer.session),
            guard: $crate::model::guard!($answer),
        }
    };
}
pub(crate) use guarded_update;
