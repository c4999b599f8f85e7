//! The pool of connections to PostgreSQL.

use deadpool::managed::Timeouts;
use diesel::ConnectionError::BadConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool as DieselPool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::connect::connect;
use super::target::Target;
use crate::error::RecordError;
use crate::settings::RecordSettings;

pub(super) type Pool = DieselPool<AsyncPgConnection>;
pub(super) type Connection = Object<AsyncPgConnection>;

/// The pool. Connections are not tested on loan: one that is closed is known to be, and a test costs a round trip.
pub(super) fn pool(target: Target, settings: &RecordSettings) -> Result<Pool, RecordError> {
    let setup = format!("SET statement_timeout = {}", settings.statement_timeout.as_millis().max(1));
    let mut manager = ManagerConfig::default();
    manager.recycling_method = RecyclingMethod::Fast;
    // What drives a connection must not end with the runtime of the call that happened to open it.
    let runtime = Handle::current();
    manager.custom_setup = Box::new(move |_| {
        let (target, setup) = (target.clone(), setup.clone());
        // The set ends its task when it is dropped: a connection that is given up must not be opened beside the next.
        let mut connecting = JoinSet::new();
        connecting.spawn_on(async move { connect(&target, &setup).await }, &runtime);
        Box::pin(async move {
            let connected = connecting.join_next().await;
            let given_up = || Err(BadConnection("the connection was given up".to_owned()));
            connected.map_or_else(given_up, |task| task.unwrap_or_else(|error| Err(BadConnection(error.to_string()))))
        })
    });
    // The setup above has the URL, with its password, for itself.
    let manager = AsyncDieselConnectionManager::new_with_config("", manager);
    DieselPool::builder(manager)
        .max_size(settings.connections.get())
        .timeouts(Timeouts {
            wait: Some(settings.wait_timeout),
            create: Some(settings.connect_timeout),
            recycle: Some(settings.wait_timeout),
        })
        .runtime(deadpool::Runtime::Tokio1)
        .build()
        .map_err(|error| RecordError::Database(error.into()))
}
