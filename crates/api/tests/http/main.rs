//! The interface on a real socket in this process, asked with every kind of input. After a panic the reply
//! is a failure of the server, or there is none.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected has to fail")]

mod any_body;
mod any_query;
mod connection;
mod document_limits;
mod local_server;
mod seeds;
