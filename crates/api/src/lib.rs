//! The HTTP interface of the exam service: routes, wire types, authentication, errors, metrics.
//!
//! A handler reads its input, calls the [`exam::ExamService`] and writes the reply. It has no rule of the exam.

mod admission;
mod authentication;
mod awaited_bodies;
mod bank_fault;
mod bank_upload;
mod code;
mod credential;
mod drain;
mod entry_link;
mod excerpt;
mod extract;
mod handlers;
mod idempotency_key;
mod import_body;
mod listener;
mod middleware;
mod observation;
mod openapi;
mod operator_login;
mod page_routes;
mod problem;
mod public_address;
mod refusal;
mod request_identity;
mod routes;
mod server;
mod strict;
mod uploaded_bank;
mod wire;

pub use authentication::ApiKeys;
pub use bank_fault::BankFault;
pub use code::Code;
pub use handlers::health::MetricsPage;
pub use listener::{BACKLOG, listen};
pub use middleware::edge_settings::EdgeSettings;
pub use middleware::rate_limit_settings::RateLimitSettings;
pub use openapi::openapi;
pub use page_routes::{Configure, PageRoutes};
pub use problem::{Problem, ProblemReply};
pub use public_address::PublicAddress;
pub use server::{Ending, Server, ServerSettings};
pub use uploaded_bank::{UploadedBank, read_bank_form};
pub use wire::key::{CreatedKeyReply, KeyReply};
pub use wire::time::rfc3339;
