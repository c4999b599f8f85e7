//! A connection that a call uses.

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::PoolableConnection as _;

use super::pool::Connection;

/// A connection that a call uses. It returns to its pool when this is dropped, unless a transaction is open on it: then it is
/// closed, so that the locks of a call that was given up go with it. The pool itself would look only when it next lends this
/// connection.
pub(super) struct Given(Option<Connection>);

impl Given {
    pub(super) const fn new(connection: Connection) -> Self {
        Self(Some(connection))
    }

    /// The connection. `None` never comes: only closing and dropping take it out.
    pub(super) fn connection(&mut self) -> Option<&mut AsyncPgConnection> {
        self.0.as_deref_mut()
    }

    /// Closes the connection instead of returning it.
    pub(super) fn close(mut self) {
        if let Some(connection) = self.0.take() {
            connection.close();
        }
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        if let Some(mut connection) = self.0.take()
            && connection.is_broken()
        {
            connection.close();
        }
    }
}
