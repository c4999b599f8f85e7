//! The exam service. Each file has one of its calls, or one part that several calls share.
//!
//! The call of a further endpoint is a method of [`ExamService`] in the file of its subject here. The caller is its first
//! argument, and the method checks the caller first.

mod answer;
mod authenticate;
mod catalogue;
mod complete;
mod completion;
mod copy_mark;
mod events;
mod expire;
mod fault_log;
mod inspect;
mod keys;
mod loaded_session;
mod next;
mod page;
mod readiness;
mod record_check;
mod recover;
mod report;
mod retention;
mod score;
mod start;
mod start_once;
mod verify;
mod working_copy;

pub use events::{EventPage, Reissued};
pub use expire::Sweep;
pub use keys::{CreatedKey, KeySpec};
pub use page::MAX_PAGE;
pub use readiness::Readiness;
pub use recover::Recovered;
pub use retention::{Retained, RetentionPolicy};
pub use score::{ScoreTarget, Scored, ScoredResponse};
pub use start::StartExam;
pub use verify::Verified;
pub use working_copy::REBUILD_REASONS;

use std::sync::Arc;

use persistence::{ExamSessionId, Record};
use state_store::{EngineStateStore, SessionKey};

use self::fault_log::FaultLog;
use self::readiness::LatestProbe;
use crate::environment::{Environment, SystemEnvironment};
use crate::error::ExamError;
use crate::exam_cache::ExamCache;
use crate::key_ring::KeyRing;

/// Runs exams: the record decides, the store accelerates, the engine computes.
///
/// Cheap to clone; all clones are one service.
#[derive(Clone)]
pub struct ExamService {
    parts: Arc<Parts>,
}

struct Parts {
    record: Arc<dyn Record>,
    store: Arc<dyn EngineStateStore>,
    exams: ExamCache,
    keys: KeyRing,
    environment: Arc<dyn Environment>,
    faults: FaultLog,
    readiness: LatestProbe,
}

impl ExamService {
    /// A service on these parts, with the clock and the random source of the operating system.
    #[must_use]
    pub fn new(record: Arc<dyn Record>, store: Arc<dyn EngineStateStore>) -> Self {
        Self::with_environment(record, store, Arc::new(SystemEnvironment))
    }

    /// A service on these parts, with this clock and random source.
    #[must_use]
    pub fn with_environment(
        record: Arc<dyn Record>,
        store: Arc<dyn EngineStateStore>,
        environment: Arc<dyn Environment>,
    ) -> Self {
        let exams = ExamCache::new(Arc::clone(&record));
        let (keys, faults, readiness) = (KeyRing::default(), FaultLog::default(), LatestProbe::default());
        Self { parts: Arc::new(Parts { record, store, exams, keys, environment, faults, readiness }) }
    }

    fn record(&self) -> &dyn Record {
        self.parts.record.as_ref()
    }

    fn store(&self) -> &dyn EngineStateStore {
        self.parts.store.as_ref()
    }

    fn exams(&self) -> &ExamCache {
        &self.parts.exams
    }

    fn faults(&self) -> &FaultLog {
        &self.parts.faults
    }

    fn key_ring(&self) -> &KeyRing {
        &self.parts.keys
    }

    fn environment(&self) -> &dyn Environment {
        self.parts.environment.as_ref()
    }

    fn random_bytes<const N: usize>(&self) -> Result<[u8; N], ExamError> {
        let mut bytes = [0; N];
        self.environment().fill_random(&mut bytes).map_err(ExamError::NoEntropy)?;
        Ok(bytes)
    }
}

const fn store_key(id: ExamSessionId) -> SessionKey {
    SessionKey(id.0)
}
