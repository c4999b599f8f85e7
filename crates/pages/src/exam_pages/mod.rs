//! The pages on which a person takes an exam.

pub(crate) mod answers;
pub(crate) mod entry;
mod failures;
mod guard;
pub(crate) mod home;
pub(crate) mod pauses;
pub(crate) mod question;
mod result;
pub(crate) mod state;

use actix_web::web;
use exam::ExamService;

/// The service as handlers receive it.
type Service = web::Data<ExamService>;
