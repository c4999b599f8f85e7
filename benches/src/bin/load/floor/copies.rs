//! The working copies: a revision, and as many bytes as a copy of the server has.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use benches::workload::Outcome;
use redis::aio::MultiplexedConnection;

use crate::arguments::FloorSettings;

const REVISION_BYTES: usize = size_of::<i64>();
const TTL_MILLISECONDS: u64 = 3_600_000;

/// Working copies.
pub(super) struct Copies {
    place: Place,
    bytes: usize,
}

enum Place {
    Memory(Mutex<HashMap<i64, Vec<u8>>>),
    Redis { connection: MultiplexedConnection, prefix: String },
}

impl Copies {
    pub(super) async fn open(settings: &FloorSettings) -> Outcome<Self> {
        let place = match &settings.redis {
            None => Place::Memory(Mutex::default()),
            Some(url) => {
                let connection = redis::Client::open(url.as_str())?.get_multiplexed_async_connection().await?;
                Place::Redis { connection, prefix: settings.redis_prefix.clone() }
            }
        };
        Ok(Self { place, bytes: settings.copy_bytes.max(REVISION_BYTES) })
    }

    /// The revision of a session.
    pub(super) async fn load(&self, session: i64) -> Outcome<i64> {
        let copy: Option<Vec<u8>> = match &self.place {
            Place::Memory(copies) => copies.lock().unwrap_or_else(PoisonError::into_inner).get(&session).cloned(),
            Place::Redis { connection, prefix } => {
                redis::cmd("GET").arg(format!("{prefix}{session}")).query_async(&mut connection.clone()).await?
            }
        };
        let copy = copy.ok_or("no working copy")?;
        Ok(i64::from_le_bytes(*copy.first_chunk().ok_or("a working copy that is too short")?))
    }

    pub(super) async fn save(&self, session: i64, revision: i64) -> Outcome<()> {
        let mut copy = revision.to_le_bytes().to_vec();
        copy.resize(self.bytes, 0);
        match &self.place {
            Place::Memory(copies) => {
                copies.lock().unwrap_or_else(PoisonError::into_inner).insert(session, copy);
            }
            Place::Redis { connection, prefix } => {
                let mut set = redis::cmd("SET");
                set.arg(format!("{prefix}{session}")).arg(copy).arg("PX").arg(TTL_MILLISECONDS);
                set.exec_async(&mut connection.clone()).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn remove(&self, session: i64) -> Outcome<()> {
        match &self.place {
            Place::Memory(copies) => {
                copies.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
            }
            Place::Redis { connection, prefix } => {
                let mut unlink = redis::cmd("UNLINK");
                unlink.arg(format!("{prefix}{session}")).exec_async(&mut connection.clone()).await?;
            }
        }
        Ok(())
    }
}
