//! The rows as diesel reads and writes them, and their conversion from and to the record's values.

mod attempt;
mod bank;
mod exam_type;
mod number;
mod session;
mod time;

pub(crate) use attempt::{AttemptRow, GuardedAnswer, history};
pub(crate) use bank::{BankRow, ItemRow, NewBankRow, bank_record, new_bank};
pub(crate) use exam_type::{ExamTypeRow, NewExamTypeRow};
pub(crate) use number::narrow;
pub(crate) use session::{CompletionRow, NewSessionRow, SessionRow, StartedOnceRow};
pub(crate) use time::span;
