//! What goes over the wire. Field names here are the contract with clients.

mod catalogue;
mod exam;
mod score;
mod session;

pub(crate) use catalogue::{BankReply, BankSummary, ExamTypeReply, ListQuery, NewBankQuery, VersionQuery};
pub(crate) use exam::{
    AnswerReply, AnswerRequest, CompleteRequest, Item, NextQuery, Progress, StartReply, StartRequest,
};
pub(crate) use score::{ScoreReply, ScoreRequest};
pub(crate) use session::{Cleared, ExtendReply, ExtendRequest, Report, SessionList, SessionSummary};

use std::time::SystemTime;

/// A moment as RFC 3339 text in UTC, to the microsecond that the record keeps.
fn rfc3339(moment: SystemTime) -> String {
    jiff::Timestamp::try_from(moment).map_or_else(|_| String::new(), |timestamp| timestamp.to_string())
}
