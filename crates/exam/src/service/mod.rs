//! The exam service: each file is one thing that can be asked of it.

mod answer;
mod catalogue;
mod complete;
mod expire;
mod inspect;
mod next;
mod recover;
mod report;
mod score;
mod sitting;
mod start;
mod start_once;

pub use expire::Sweep;
pub use inspect::{MAX_PAGE, Readiness};
pub use recover::Recovered;
pub use score::{ScoreTarget, Scored, ScoredResponse};
pub use start::StartExam;

use std::sync::Arc;

use persistence::{ExamSessionId, Record};
use state_store::{EngineStateStore, SessionKey};

use crate::catalog::Catalog;
use crate::environment::{Environment, SystemEnvironment};

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
    catalog: Catalog,
    environment: Arc<dyn Environment>,
}

impl ExamService {
    /// A service on these parts, with the clock and the random source of the operating system.
    #[must_use]
    pub fn new(record: Arc<dyn Record>, store: Arc<dyn EngineStateStore>) -> Self {
        Self::with_environment(record, store, Arc::new(SystemEnvironment))
    }

    /// A service on these parts, time and chance included.
    #[must_use]
    pub fn with_environment(
        record: Arc<dyn Record>,
        store: Arc<dyn EngineStateStore>,
        environment: Arc<dyn Environment>,
    ) -> Self {
        let catalog = Catalog::new(Arc::clone(&record));
        Self { parts: Arc::new(Parts { record, store, catalog, environment }) }
    }

    fn record(&self) -> &dyn Record {
        self.parts.record.as_ref()
    }

    fn store(&self) -> &dyn EngineStateStore {
        self.parts.store.as_ref()
    }

    fn catalog(&self) -> &Catalog {
        &self.parts.catalog
    }

    fn environment(&self) -> &dyn Environment {
        self.parts.environment.as_ref()
    }
}

const fn store_key(id: ExamSessionId) -> SessionKey {
    SessionKey(id.0)
}
