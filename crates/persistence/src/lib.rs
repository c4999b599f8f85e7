//! The record: every bank, exam type, exam session, attempt and API key, in SQLite or PostgreSQL.
//!
//! [`open()`] gives a [`Record`] by URL. Both databases behave the same; one suite (feature `conformance`) proves it.
//! What a call acknowledges is committed, a session moves only from the revision the caller knows, and an item is
//! answered at most once per session: constraints of the schema say so, whatever is retried or raced.
//!
//! ```
//! # #[tokio::main(flavor = "multi_thread", worker_threads = 1)]
//! # async fn main() -> Result<(), persistence::RecordError> {
//! use std::time::{Duration, SystemTime};
//!
//! use irt_core::{Ability, Estimate, EstimateStatus, StopReason};
//! use persistence::{
//!     Advance, AnswerBasis, ExamRules, FourParameters, Guarded, ItemRecord, NewBank, NewExamType, NewSession, NextStep,
//!     Presentation, RecordSettings, SessionPosition,
//! };
//!
//! let record = persistence::open("sqlite://:memory:", &RecordSettings::default()).await?;
//! let item = ItemRecord {
//!     item_id: "addition-1".into(),
//!     model: "2pl".into(),
//!     four_parameters: FourParameters { discrimination: 1.2, difficulty: -0.5, guessing: 0.0, upper_asymptote: 1.0 },
//!     parameters: None,
//!     content: Some("arithmetic".into()),
//!     stem: Some("1 + 1 = ?".into()),
//!     answer_key: Some("A".into()),
//!     options: vec![],
//!     presentation: Presentation::default(),
//! };
//! let created_at = SystemTime::now();
//! let bank = NewBank { name: "sums".into(), scaling_constant: 1.0, items: vec![item], created_at };
//! let bank = record.insert_bank(bank).await?;
//! let exam_type = NewExamType {
//!     name: "placement".into(),
//!     bank_id: bank.id,
//!     design: "{}".into(),
//!     ttl_seconds: 3600,
//!     feedback: false,
//!     time_limit: None,
//!     rules: ExamRules::default(),
//!     created_at,
//! };
//! let exam_type = record.insert_exam_type(exam_type).await?;
//! let ability = Ability { theta: 0.0, se: 1.0 };
//! let position = SessionPosition { pending_item: Some(0), stop_reason: None, ability };
//! let session = NewSession::new(exam_type.id, 7, [0; 32], position, SystemTime::now());
//! let session = record.insert_session(session).await?;
//!
//! let estimate = Estimate { theta: 0.5, se: 0.9, status: EstimateStatus::Converged };
//! let answer = Advance {
//!     session: session.id,
//!     expected_revision: 0,
//!     token_digest: session.token_digest,
//!     basis: AnswerBasis::Record,
//!     history_digest: [1; 32],
//!     item: 0,
//!     answer: Some("A".into()),
//!     response: 1,
//!     ability: Ability { theta: 0.4, se: 0.9 },
//!     grace: Duration::ZERO,
//!     response_time_ms: Some(8200),
//!     outcome: None,
//!     answered_at: SystemTime::now(),
//!     next: NextStep::Completed(StopReason::BankExhausted, estimate),
//! };
//! assert_eq!(record.advance(answer.clone()).await?, Guarded::Committed);
//! assert_eq!(record.advance(answer).await?, Guarded::Stale);
//! assert!(record.session(session.id).await?.is_some_and(|session| session.completion.is_some()));
//! # Ok(())
//! # }
//! ```
//!
//! Without default features there is only the contract: [`Record`], its values and its errors.

mod error;
mod record;
mod rows;
mod settings;

#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod asset_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod bounded_pool;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod entry_calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod entry_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod event_calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod event_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod exposure_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod import_calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod key_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod limited_start_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod migrate;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod model;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod open;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod place;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod result_calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod result_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod schema;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod session_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod shared_commits;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod statistics_calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod statistics_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod url;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod version_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod webhook_calls;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod webhook_queries;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod write_probe;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use error::RecordError;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use open::{check, migrate, missing_migrations, open, open_to_read, place};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use place::DatabasePlace;
#[cfg(feature = "postgres")]
pub use postgres::PostgresRecord;
pub use record::{
    AssetsRecord, CatalogueRecord, EntriesRecord, EventsRecord, KeysRecord, Record, RecordHealth, ResultsRecord,
    SessionsRecord, StatisticsRecord, WebhooksRecord,
};
pub use rows::*;
pub use settings::{DatabaseTlsSettings, RecordSettings};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteRecord;
