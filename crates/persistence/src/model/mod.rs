//! The rows as diesel reads and writes them, and their conversion from and to the record's values.

mod api_key;
mod asset;
mod attempt;
mod bank;
mod column;
mod completion;
mod entry;
mod event;
mod exam_type;
mod exposure;
mod guarded_update;
mod item_uses;
mod position;
mod reopen;
mod rescored_result;
mod session;
mod statistics;
mod time;
mod webhook;

pub(crate) use api_key::{ApiKeyRow, NewApiKeyRow};
pub(crate) use asset::AssetRow;
pub(crate) use attempt::{AttemptRow, GuardedAnswer, guard, history};
#[cfg(feature = "sqlite")]
pub(crate) use bank::bank_record;
pub(crate) use bank::{BankRow, DRAFT, ItemRow, NewBankRow, new_bank};
pub(crate) use column::{bytes, narrow};
pub(crate) use completion::CompletionChange;
#[cfg(feature = "postgres")]
pub(crate) use completion::CompletionColumns;
pub(crate) use entry::EntryUseRow;
pub(crate) use event::{EventRow, NewEventRow, containing, redacted};
pub(crate) use exam_type::{ExamTypeRow, NewExamTypeRow};
pub(crate) use exposure::ExposureCount;
pub(crate) use guarded_update::{GuardedUpdate, guarded_update};
pub(crate) use item_uses::ItemUseRows;
pub(crate) use reopen::ReopenColumns;
pub(crate) use rescored_result::RescoredRow;
pub(crate) use session::{LimitedStartRow, NewSessionRow, SessionRow, StartedOnceRow, started_session};
pub(crate) use statistics::{AnswerSumsRows, ItemSumsRow, ResultRow, SimulationSummaryRow};
pub(crate) use time::{from_micros, micros, seconds, span, to_micros};
pub(crate) use webhook::{WebhookEndpointRow, WebhookMessageRow, WebhookOutcomeChange};
