//! The life of an exam session: start, next, answer, complete, recover.
//!
//! The service stands between three parts it knows by their traits or as a library: the record
//! ([`persistence::Record`]), which decides; the store ([`state_store::EngineStateStore`]), which accelerates; and
//! the engine ([`irt_core::AdaptiveEngine`]), which computes. It knows no HTTP, no SQL and no Redis command.

mod access;
mod bank_fault;
mod bank_file;
mod catalog;
mod environment;
mod error;
mod exam_content;
mod exam_type;
mod progress;
pub mod sample;
mod service;
mod start_key;

pub use access::{Access, SessionToken};
pub use bank_fault::{BankFileError, TextCause, TextProblem};
pub use bank_file::BankFile;
pub use environment::{Environment, SystemEnvironment};
pub use error::ExamError;
pub use exam_content::{Answer, ShownItem, ShownOption};
pub use exam_type::{DEFAULT_TTL_SECONDS, ExamTypeSpec, MAX_TIME_LIMIT_SECONDS, MAX_TTL_SECONDS};
pub use progress::{Answered, Progress, Report, SessionPage, Started, Summary, TraceStep};
pub use service::{ExamService, MAX_PAGE, Readiness, Recovered, ScoreTarget, Scored, ScoredResponse, StartExam, Sweep};
pub use start_key::{StartKey, StartKeyError};

/// The rows of the record that the service hands through, and what its store tells of itself.
pub use persistence::{BankRecord, BankSummary, ExamTypeRecord, ExpiryPolicy, ItemRecord, OptionRecord, TimeLimit};
pub use state_store::{StoreInfo, with_store_budget};
