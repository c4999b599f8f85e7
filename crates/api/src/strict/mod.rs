//! Reading input as JSON Schema understands it, so that the server accepts what its OpenAPI document describes, and nothing else.
//!
//! serde reads more and less than a schema says: it fills a struct from a list, reads a name from an object with one field, and
//! refuses `42.0` where an integer belongs. [`Strict`] wraps any deserializer and reads all of its values by the schema's rules.

mod deserializer;
mod query_text;
#[cfg(test)]
mod tests;

pub(crate) use deserializer::Strict;
pub(crate) use query_text::{QueryText, json_number};
