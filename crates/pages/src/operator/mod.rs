//! The pages of the people who run exams: proctors, operators, psychometricians.
//!
//! A person logs in with an API key, and may do on the pages what the scopes of the key open. Each act is a call of the
//! [`exam::ExamService`] with the name of the key, so it is an event as if a program had called.

pub(crate) mod actions;
mod failures;
mod figure;
mod frame;
pub(crate) mod health;
pub(crate) mod live;
pub(crate) mod login;
mod person;
pub(crate) mod session;
mod session_figures;
mod session_list;
pub(crate) mod sessions;

use actix_web::web;
use exam::ExamService;

/// The service as handlers receive it.
type Service = web::Data<ExamService>;
