//! The handlers, one file for each part of the interface. `routes.rs` has the table of routes.

pub(crate) mod assets;
pub(crate) mod catalogue;
pub(crate) mod events;
pub(crate) mod exam;
pub(crate) mod health;
pub(crate) mod keys;
pub(crate) mod pages;
pub(crate) mod results;
pub(crate) mod score;
pub(crate) mod sessions;
pub(crate) mod simulation;
pub(crate) mod store;

use ::exam::ExamService;
use actix_web::web;

/// The service as handlers receive it.
pub(crate) type Service = web::Data<ExamService>;
