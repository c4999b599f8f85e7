//! Errors of Redis: what they mean for what is tried next, and as errors of the store.

use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::store::StoreError;

/// Whether another connection may do better: this one is dead or silent, or leads to a node that is no master.
pub(super) fn is_connection_failure(error: &RedisError) -> bool {
    let wrong_node = matches!(error.kind(), ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown));
    wrong_node
        || error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_unrecoverable_error()
}

/// Whether the server does not know a script by its hash.
pub(super) fn is_unknown_script(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

/// The error of a reply that has another type than the command's replies have.
pub(super) fn malformed_reply(command: &'static str) -> RedisError {
    RedisError::from((ErrorKind::UnexpectedReturnType, "a reply of the wrong kind", command.to_owned()))
}

/// The store's error for a Redis that cannot be reached or does not answer.
pub(super) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
