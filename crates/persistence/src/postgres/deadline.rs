//! Every statement has a deadline, and reads have a second chance.

/// Runs a query on a connection within a deadline.
macro_rules! on_connection {
    ($record:expr, $deadline:expr, $given:expr, |$conn:ident| $query:expr) => {{
        let mut $conn = $given;
        let started = std::time::Instant::now();
        let outcome = tokio::time::timeout($deadline, $query).await;
        let overdue = started.elapsed() >= $record.statement_timeout;
        $crate::postgres::settle::settle($conn, outcome, overdue).await
    }};
}

/// Runs a query on a connection of the pool within a deadline, that of a statement unless another is named.
macro_rules! within_deadline {
    ($record:expr, |$conn:ident| $query:expr) => {
        within_deadline!($record, $record.deadline(), |$conn| $query)
    };
    ($record:expr, $deadline:expr, |$conn:ident| $query:expr) => {
        match $record.pool.get().await {
            Ok(conn) => on_connection!($record, $deadline, conn, |$conn| $query),
            Err(error) => Err($crate::postgres::settle::of_pool(error)),
        }
    };
}

/// Runs a query that changes nothing; once more on another connection if the first one broke.
macro_rules! read {
    ($record:expr, |$conn:ident| $query:expr) => {
        match within_deadline!($record, |$conn| $query) {
            Err(error) if $crate::postgres::settle::is_lost_connection(&error) => {
                within_deadline!($record, |$conn| $query)
            }
            outcome => outcome,
        }
    };
}
