//! The pool of connections to PostgreSQL.

use diesel::ConnectionError::BadConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::connect::connect;
use super::diagnosis::Diagnosis;
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
pub(super) fn pool(target: Target, settings: &RecordSettings) -> Result<Pool, RecordError> {
    // A statement is prepared once and finds its rows by an index whatever its values are. PostgreSQL would else plan those that
    // have arrays anew each time that the arrays are short, which takes as long as the statement.
    let setup = format!(
        "SET statement_timeout = {}; SET plan_cache_mode = force_generic_plan",
        settings.statement_timeout.as_millis().max(1)
    );
    let mut manager = ManagerConfig::default();
    manager.recycling_method = RecyclingMethod::Fast;
    let runtime = Handle::current();
    let limit = settings.connect_timeout;
    manager.custom_setup = Box::new(move |_| {
        let (target, setup) = (target.clone(), setup.clone());
        let made = make_on(&runtime, async move { connect(&target, &setup).await });
        Box::pin(async move {
            timeout(limit, made).await.unwrap_or_else(|_| Err(BadConnection(Diagnosis::Silent.to_string())))
        })
    });
    // The setup above has the URL, with its password, for itself.
    let manager = AsyncDieselConnectionManager::new_with_config("", manager);
    Pool::new(manager, settings.connections.get(), settings.wait_timeout)
}
