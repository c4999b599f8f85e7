//! The HTTP face of the exam service: routes, wire types, authentication, errors, metrics.
//!
//! Handlers take their input apart, call the [`exam::ExamService`] and put its reply on the wire. They hold no rule
//! of the exam.

mod authentication;
mod bank_fault;
mod code;
mod extract;
mod handlers;
mod idempotency_key;
mod observation;
mod openapi;
mod problem;
mod routes;
mod server;
mod wire;

pub use authentication::ApiKeys;
pub use bank_fault::BankFault;
pub use code::Code;
pub use handlers::health::MetricsPage;
pub use openapi::openapi;
pub use problem::{Problem, ProblemReply};
pub use server::{Server, ServerSettings};
