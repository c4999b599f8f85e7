//! Records that others change beside the server.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use testkit::{Backend, Deployment};

/// Runs a check with statements on the record: in an SQLite file.
pub(crate) fn in_sqlite(check: impl FnOnce(&Deployment, &dyn Fn(&str))) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("exams.db");
    let url = format!("sqlite://{}", file.display());
    let deployment = crate::deployment(Backend::SqliteMemory).with("DATABASE_URL", &url);
    check(&deployment, &|statement| {
        let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        connection.batch_execute(&format!("PRAGMA busy_timeout = 5000; {statement}")).unwrap();
    });
}

/// The same in PostgreSQL.
pub(crate) fn in_postgres(check: impl FnOnce(&Deployment, &dyn Fn(&str))) {
    let deployment = crate::deployment(Backend::PostgresRedis);
    check(&deployment, &|statement| deployment.execute_in_postgres(statement));
}
