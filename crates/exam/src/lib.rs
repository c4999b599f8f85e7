//! The life of an exam session: start, next, answer, complete, recover.
//!
//! The service uses three parts, which it knows by their traits or as a library: the record
//! ([`persistence::Record`]), which decides; the store ([`state_store::EngineStateStore`]), which accelerates; and
//! the engine ([`irt_core::AdaptiveEngine`]), which computes. It knows no HTTP, no SQL and no Redis command.

mod access;
mod answer;
mod answer_outcome;
mod asset_addresses;
mod asset_file;
mod asset_reference;
mod bank_fault;
mod bank_file;
mod bank_view;
mod bounded_queue;
mod call_note;
mod compute_pool;
mod environment;
mod error;
mod exam_cache;
mod exam_content;
mod exam_type;
mod excerpt;
mod export;
mod four_parameters;
mod history_digest;
mod item_query;
mod key_ring;
mod language_tag;
mod limits;
mod loaded_bank;
mod loaded_exam;
pub mod permission;
mod piece;
mod platform;
mod progress;
mod record_clock;
mod record_fault;
mod recorded_bank;
mod report;
pub mod sample;
mod service;
mod service_settings;
mod shared_tables;
mod shelf;
mod shown_item;
mod statistics;
mod statistics_cache;
mod stopped_time;
mod tally;
mod text_row;
mod view;

pub use access::Access;
pub use answer::{Answer, SentAnswer};
pub use answer_outcome::AnswerOutcome;
pub use asset_file::{AssetFile, MAX_ASSET_BYTES, MAX_ASSETS};
pub use asset_reference::AssetReference;
pub use bank_fault::{BankFileError, TextCause, TextProblem};
pub use bank_file::BankFile;
pub use bank_view::{BankCurves, BankView, ItemPreview, ItemRow};
pub use call_note::{CallNote, with_call_note};
pub use environment::{Environment, SystemEnvironment};
pub use error::ExamError;
pub use exam_type::{DEFAULT_TTL_SECONDS, ExamTypeSpec, MAX_TIME_LIMIT_SECONDS, MAX_TTL_SECONDS};
pub use excerpt::excerpt;
pub use export::{ExportFormat, ExportTable, export_columns, spreadsheet};
pub use item_query::{ItemOrder, ItemPage, ItemQuery, ItemUsage};
pub use key_ring::KeyRefusal;
pub use limits::{Limits, QueueLimits};
pub use permission::Permission;
pub use platform::{Actor, Platform};
pub use progress::{
    Answered, Progress, SessionHeader, SessionPage, SessionState, SessionSummary, Started, whole_seconds,
};
pub use record_clock::{ClockOffset, MAX_CLOCK_OFFSET, RecordClock};
pub use record_fault::RecordFault;
pub use report::{ItemMeasures, Report, RescoredScore, SessionCourse, SessionScore, TraceStep};
pub use service::{
    AreaShare, BankAsset, BrowserDigest, CountedStatistics, CreatedKey, CreditMode, Credited, Entry, EventPage,
    ExamService, ExamTypeView, Export, ExportRequest, ImportPermit, ImportedBank, KeptSimulation, KeySpec, MAX_PAGE,
    MissingItems, OpenedPass, Outage, Promised, PromisedExposure, REBUILD_REASONS, Readiness, Recovered, Reissued,
    RescoreRequest, RescoredPage, Retained, RetentionPolicy, ScoreTarget, Scored, ScoredResponse, SimulationPromise,
    StartExam, Sweep, Verified,
};
pub use service_settings::ServiceSettings;
pub use shelf::CatalogueUse;
pub use shown_item::{OptionScore, ShownItem, ShownOption};
pub use statistics::{ItemStatistics, Statistics};
pub use tally::Tally;

/// The credentials of callers.
pub use credentials::{
    ApiKey, EntryCode, OperatorPass, PassHolder, Scope, Scopes, SessionToken, StartKey, StartKeyError,
};
/// Why a test has stopped.
pub use irt_core::StopReason;
/// Rows of the record that the service returns as they are, and the diagnosis of its store.
pub use persistence::{
    ApiKeyId, ApiKeyRecord, AssetRecord, BankId, BankRecord, BankSummary, EndReason, EstimateDisplay, EventKind,
    EventRecord, ExamRules, ExamSessionId, ExamTypeId, ExamTypeRecord, ExpiryPolicy, ExtraTime, FourParameters,
    ItemExposure, ItemOutcome, ItemRecord, ListedState, OptionRecord, SessionFilter, SkipPolicy, TextDirection,
    TextFormat, TimeLimit,
};
pub use state_store::{StoreInfo, with_store_budget};
