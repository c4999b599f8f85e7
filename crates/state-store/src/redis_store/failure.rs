//! What an error of Redis means for what is tried next.

use redis::{ErrorKind, RedisError, ServerErrorKind};

/// Whether another connection may do better: the line is dead or silent, or leads to a node that is no master.
pub(super) fn has_failed(error: &RedisError) -> bool {
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
