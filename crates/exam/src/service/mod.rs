//! The exam service. Each file has one of its calls, or one part that several calls share.
//!
//! The call of a further endpoint is a method of [`ExamService`] in the file of its subject here. The caller is its first
//! argument, and the method checks the caller first.

mod admission;
mod answer;
mod answer_clock;
mod assets;
mod authenticate;
mod bank_view;
mod catalogue;
mod complete;
mod completion;
mod contention;
mod copy_mark;
mod entry;
mod events;
mod expire;
mod export;
mod exposure;
mod fault_log;
mod given_answer;
mod inspect;
mod keys;
mod latest_probe;
mod live_exposure;
mod loaded_session;
mod next;
mod operators;
mod outage;
mod page;
mod pauses;
mod proctor;
mod readiness;
mod record_check;
mod recorded_reply;
mod recover;
mod report;
mod rescore;
mod rescored;
mod results_page;
mod retention;
mod score;
mod secrets;
mod simulation_summary;
mod start;
mod start_once;
mod statistics;
mod verify;
mod working_copy;

pub use assets::{BankAsset, ImportedBank};
pub use bank_view::{AreaShare, ExamTypeView};
pub use catalogue::ImportPermit;
pub use entry::{BrowserDigest, Entry};
pub use events::{EventPage, Reissued};
pub use expire::Sweep;
pub use export::{Export, ExportRequest};
pub use keys::{CreatedKey, KeySpec};
pub use latest_probe::Readiness;
pub use operators::OpenedPass;
pub use outage::{CreditMode, Credited, Outage};
pub use page::MAX_PAGE;
pub use recover::Recovered;
pub use rescore::{MissingItems, RescoreRequest, RescoredPage};
pub use retention::{Retained, RetentionPolicy};
pub use score::{ScoreTarget, Scored, ScoredResponse};
pub use simulation_summary::{KeptSimulation, Promised, PromisedExposure, SimulationPromise};
pub use start::StartExam;
pub use statistics::CountedStatistics;
pub use verify::Verified;
pub use working_copy::REBUILD_REASONS;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use persistence::{BankId, ExamSessionId, Record};
use state_store::{EngineStateStore, SessionKey};
use tokio::sync::OnceCell;

use self::fault_log::FaultLog;
use self::latest_probe::LatestProbe;
use crate::bank_view::BankCurves;
use crate::bounded_queue::BoundedQueue;
use crate::compute_pool::ComputePool;
use crate::environment::{Environment, SystemEnvironment};
use crate::error::ExamError;
use crate::exam_cache::ExamCache;
use crate::key_ring::KeyRing;
use crate::limits::Limits;
use crate::service_settings::ServiceSettings;
use crate::shelf::CatalogueUse;
use crate::statistics_cache::StatisticsCache;

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
    compute: Arc<ComputePool>,
    imports: BoundedQueue,
    limits: Limits,
    readiness: LatestProbe,
    entry_secret: OnceCell<[u8; 32]>,
    operator_secret: OnceCell<[u8; 32]>,
    statistics: Arc<StatisticsCache>,
    curves: Mutex<HashMap<BankId, Arc<BankCurves>>>,
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
        Self::with_limits(record, store, environment, Limits::default())
    }

    /// The same within these limits.
    #[must_use]
    pub fn with_limits(
        record: Arc<dyn Record>,
        store: Arc<dyn EngineStateStore>,
        environment: Arc<dyn Environment>,
        limits: Limits,
    ) -> Self {
        Self::with_settings(record, store, environment, ServiceSettings { limits, ..ServiceSettings::default() })
    }

    /// The same with these settings.
    #[must_use]
    pub fn with_settings(
        record: Arc<dyn Record>,
        store: Arc<dyn EngineStateStore>,
        environment: Arc<dyn Environment>,
        settings: ServiceSettings,
    ) -> Self {
        let limits = settings.limits.clone();
        let compute = Arc::new(ComputePool::new(limits.computations));
        let exams = ExamCache::new(Arc::clone(&record), Arc::clone(&compute), settings);
        let imports = BoundedQueue::new("imports", limits.imports);
        let (keys, faults, readiness) = (KeyRing::default(), FaultLog::default(), LatestProbe::default());
        let parts = Parts {
            record,
            store,
            exams,
            keys,
            environment,
            faults,
            compute,
            imports,
            limits,
            readiness,
            entry_secret: OnceCell::new(),
            operator_secret: OnceCell::new(),
            statistics: Arc::default(),
            curves: Mutex::default(),
        };
        Self { parts: Arc::new(parts) }
    }

    /// What is loaded of the catalogue.
    #[must_use]
    pub fn catalogue_use(&self) -> CatalogueUse {
        self.exams().in_use()
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

    fn compute(&self) -> &ComputePool {
        &self.parts.compute
    }

    fn imports(&self) -> &BoundedQueue {
        &self.parts.imports
    }

    fn limits(&self) -> &Limits {
        &self.parts.limits
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
