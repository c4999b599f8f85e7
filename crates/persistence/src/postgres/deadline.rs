//! Every statement has a deadline, and a read that loses its connection is retried once.

/// Runs a query on a connection within a deadline.
macro_rules! on_connection {
    ($record:expr, $deadline:expr, $given:expr, |$conn:ident| $query:expr) => {{
        let mut given = $crate::postgres::given::Given::new($given);
        let started = std::time::Instant::now();
        let outcome = match (given.connection(), &$record.begin) {
            (None, _) => Ok(Err(diesel::result::Error::BrokenTransactionManager)),
            (Some($conn), None) => tokio::time::timeout($deadline, $query).await,
            (Some($conn), Some(begin)) => {
                let transaction = async {
                    $crate::postgres::pooler::begin($conn, begin).await?;
                    let outcome = $query.await;
                    $crate::postgres::pooler::end($conn, outcome).await
                };
                tokio::time::timeout($deadline, transaction).await
            }
        };
        let overdue = started.elapsed() >= $record.statement_timeout;
        $crate::postgres::settle::settle(given, outcome, overdue).await
    }};
}

/// Runs a query on a connection of the pool within a deadline.
macro_rules! within_deadline {
    ($record:expr, $deadline:expr, |$conn:ident| $query:expr) => {
        match $record.pool.get().await {
            Ok(conn) => on_connection!($record, $deadline, conn, |$conn| $query),
            Err(error) => Err($crate::postgres::error::from_pool(error)),
        }
    };
}

/// Runs a query that changes something within the deadline of a statement.
macro_rules! change {
    ($record:expr, |$conn:ident| $query:expr) => {
        within_deadline!($record, $record.deadline(), |$conn| $query)
    };
}

/// Runs a query that changes nothing; once more on another connection if the first one broke.
macro_rules! read {
    ($record:expr, |$conn:ident| $query:expr) => {
        match change!($record, |$conn| $query) {
            Err(error) if $crate::postgres::error::is_lost_connection(&error) => change!($record, |$conn| $query),
            outcome => outcome,
        }
    };
}
