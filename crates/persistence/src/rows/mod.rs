//! The values that the record keeps. None of them names a type of a database.

mod api_key;
mod asset;
mod attempt;
mod bank;
mod completion;
mod connections;
mod entry;
mod event;
mod exam_rules;
mod exam_type;
mod exposure;
mod guarded;
mod item_uses;
mod limited_start;
mod outage;
mod page;
mod presentation;
mod reopening;
mod rescored_result;
mod resumption;
mod session;
mod session_filter;
mod statistics;
mod webhook;

pub use api_key::{ApiKeyId, ApiKeyRecord, NewApiKey};
pub use asset::{AssetName, AssetRecord, NewAsset};
pub use attempt::{Advance, AnswerBasis, AttemptRecord, ItemOutcome, ListedAttempt, NextStep, SessionHistory};
pub use bank::{BankId, BankRecord, BankSummary, FourParameters, ItemRecord, NewBank, OptionRecord};
pub use completion::{Completion, EndReason, UnknownEndReason};
pub use connections::ConnectionCounts;
pub use entry::EntryUse;
pub use event::{EventKind, EventRecord, NewEvent};
pub use exam_rules::{EstimateDisplay, ExamRules, SkipPolicy};
pub use exam_type::{ExamTypeId, ExamTypeRecord, ExpiryPolicy, NewExamType, TimeLimit};
pub use exposure::ItemExposure;
pub use guarded::Guarded;
pub use item_uses::ItemUses;
pub use limited_start::{LimitedStart, SessionLimit};
pub use outage::OutageCredit;
pub use page::Page;
pub use presentation::{Presentation, TextDirection, TextFormat};
pub use reopening::Reopening;
pub use rescored_result::{ListedRescoredResult, Rescored, RescoredResult};
pub use resumption::Resumption;
pub use session::{
    ExamSessionId, ExtraTime, ListedSession, NewSession, SessionPosition, SessionRecord, SessionStatus, StartMark,
    StartedOnce,
};
pub use session_filter::{ListedState, ListingEnd, SessionFilter};
pub use statistics::{AnswerSums, ItemSums, SessionResult, SimulationSummaryRecord};
pub use webhook::{
    WebhookCounts, WebhookEndpoint, WebhookFilter, WebhookKind, WebhookMessage, WebhookOutcome, WebhookState,
};
