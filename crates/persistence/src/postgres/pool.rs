//! The pool of connections to PostgreSQL.

use diesel::ConnectionError::BadConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::connect::{connect, connect_shared};
use super::diagnosis::Diagnosis;
use super::pooler::Sharing;
use super::target::Target;
use crate::bounded_pool::{define_pool, make_on};
use crate::error::RecordError;
use crate::settings::RecordSettings;

define_pool!(AsyncPgConnection);

impl Connection {
    /// Closes the connection instead of returning it.
    pub(super) fn close(self) {
        drop(Object::take(self.connection));
    }
}

/// The pool. Connections are not tested on loan: one that is closed is known to be, and a test costs a round trip.
pub(super) fn pool(
    target: Target,
    sharing: Sharing,
    access: Access,
    settings: &RecordSettings,
) -> Result<Pool, RecordError> {
    let setup = match sharing {
        Sharing::Own => Some(access.setup(settings)),
        Sharing::Shared => None,
    };
    let mut manager = ManagerConfig::default();
    manager.recycling_method = RecyclingMethod::Fast;
    let runtime = Handle::current();
    let limit = settings.connect_timeout;
    manager.custom_setup = Box::new(move |_| {
        let (target, setup) = (target.clone(), setup.clone());
        let made = make_on(&runtime, async move {
            match setup {
                Some(setup) => connect(&target, &setup).await,
                None => connect_shared(&target).await,
            }
        });
        Box::pin(async move {
            timeout(limit, made).await.unwrap_or_else(|_| Err(BadConnection(Diagnosis::Silent.to_string())))
        })
    });
    // The setup above has the URL, with its password, for itself.
    let manager = AsyncDieselConnectionManager::new_with_config("", manager);
    Pool::new(manager, settings.connections.get(), settings.wait_timeout)
}

/// What the connections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    ReadAndWrite,
    Read,
}

impl Access {
    /// The statements that set up a connection that is this program's own.
    fn setup(self, settings: &RecordSettings) -> String {
        let read_only = if self == Self::Read { "; SET default_transaction_read_only = on" } else { "" };
        // A statement is prepared once and finds its rows by an index whatever its values are. PostgreSQL would else plan those
        // that have arrays anew each time that the arrays are short, which takes as long as the statement. A plan that is made
        // while a table is small would read all of it, and go on to do so while the table grows.
        let timeout = statement_timeout(settings);
        format!(
            "SET statement_timeout = {timeout}; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off{read_only}"
        )
    }

    /// The statements that begin a transaction on a connection that is shared.
    pub(super) fn begin(self, settings: &RecordSettings) -> String {
        let read_only = if self == Self::Read { " READ ONLY" } else { "" };
        format!("BEGIN{read_only}; SET LOCAL statement_timeout = {}", statement_timeout(settings))
    }
}

/// In milliseconds; 0 would be none.
fn statement_timeout(settings: &RecordSettings) -> u128 {
    settings.statement_timeout.as_millis().max(1)
}
