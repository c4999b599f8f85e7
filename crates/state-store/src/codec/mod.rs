//! How a state is written: MessagePack or JSON, both with the same field names.
//!
//! Either is recognised on read, whatever the store is set to write. A value has the number of the version of the
//! layout it follows (`format`); a version is never changed once values of it may exist, a different layout gets the
//! next number.
//!
//! # Fields
//!
//! | field | MessagePack | JSON |
//! |---|---|---|
//! | `revision` | integer | number |
//! | `format` | integer | number |
//! | `exam_type` | string | string |
//! | `exam_type_id` | integer | number |
//! | `theta`, `standard_error` | float 64 | number that reads back to the same bits |
//! | `items_completed`, `max_items` | integer | number |
//! | `item_params_list` | absent | list of `{a, b, c, d}` |
//! | `responses` | array of integers | list of numbers |
//! | `items` | array of positions in the bank | list of numbers |
//! | `pending` | integer or nil | number or null |
//! | `stop_reason` | string or nil | string or null |
//! | `seed` | integer up to 64 bits | number up to 64 bits |
//! | `examinee` | `{start_theta, prior: {mean, sd}}`, absent when nothing was known of the examinee | the same |
//! | `withheld` | array of positions in the bank, absent when empty | list of numbers, absent when empty |
//! | `expires_at` | integer, microseconds since 1970, absent without a time limit | number |
//! | `token_digest` | binary, 32 bytes | 64 hexadecimal digits |
//!
//! `revision` always comes first.

mod digest;
mod error;
mod format;
mod v1;
mod version;

pub use error::ValueError;
pub use format::ValueFormat;
pub use version::{FORMAT_VERSION, MAX_REVISION};

use self::format::Encoding;
use self::version::Version;
use crate::state::SessionState;

/// How deep fields may be nested: some more than a layout needs, and far less than exhausts the stack.
const MAX_DEPTH: usize = 16;

/// Writes a state as the bytes of a value.
///
/// # Errors
/// [`ValueError`] when the state is one that [`decode`] would not take back: a number that is not finite, a negative
/// standard error, as many responses as items not given, a revision above [`MAX_REVISION`].
pub fn encode(state: &SessionState, format: ValueFormat) -> Result<Vec<u8>, ValueError> {
    let value = v1::WrittenValue::from_state(state, format)?;
    match format {
        ValueFormat::MessagePack => {
            let mut bytes = Vec::with_capacity(value.messagepack_bytes());
            rmp_serde::encode::write_named(&mut bytes, &value)?;
            Ok(bytes)
        }
        ValueFormat::Json => Ok(serde_json::to_vec(&value)?),
    }
}

/// Reads a state from the bytes of a value in either format.
///
/// # Errors
/// [`ValueError`] when the bytes are no value of a known version, or their fields contradict each other.
pub fn decode(bytes: &[u8]) -> Result<SessionState, ValueError> {
    match Encoding::detect(bytes)? {
        Encoding::Json => read_json(bytes),
        Encoding::MessagePack => read_messagepack(bytes),
    }
}

/// The bytes that follow the first byte in every value of this revision and format.
///
/// Stores that cannot take a value apart cheaply compare this with the value to know its revision.
///
/// # Errors
/// [`ValueError::Write`] when the writer fails.
pub fn revision_prefix(revision: u64, format: ValueFormat) -> Result<Vec<u8>, ValueError> {
    match format {
        // An array of two has a head of one byte, too.
        ValueFormat::MessagePack => Ok(rmp_serde::to_vec(&("revision", revision))?.split_off(1)),
        ValueFormat::Json => Ok(format!("\"revision\":{revision},").into_bytes()),
    }
}

fn read_json(bytes: &[u8]) -> Result<SessionState, ValueError> {
    match serde_json::from_slice::<v1::Value>(bytes) {
        Ok(value) => value.into_state(),
        // Another version may lack or retype fields, and its number is the better explanation then.
        Err(malformed) => Err(serde_json::from_slice::<Version>(bytes)
            .ok()
            .and_then(ValueError::unknown_version)
            .unwrap_or(ValueError::Json(malformed))),
    }
}

fn read_messagepack(bytes: &[u8]) -> Result<SessionState, ValueError> {
    let mut rest = bytes;
    match read_object::<v1::Value>(&mut rest) {
        Ok(_) if !rest.is_empty() => Err(ValueError::TrailingBytes { count: rest.len() }),
        Ok(value) => value.into_state(),
        Err(malformed) => Err(read_object::<Version>(&mut { bytes })
            .ok()
            .and_then(ValueError::unknown_version)
            .unwrap_or(ValueError::MessagePack(malformed))),
    }
}

/// Reads one MessagePack object, and moves the slice to what follows it.
fn read_object<T: serde::de::DeserializeOwned>(rest: &mut &[u8]) -> Result<T, rmp_serde::decode::Error> {
    let mut reader = rmp_serde::Deserializer::new(rest);
    reader.set_max_depth(MAX_DEPTH);
    T::deserialize(&mut reader)
}
