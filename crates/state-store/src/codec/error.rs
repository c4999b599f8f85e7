//! Errors of reading and writing values.

use super::version::{FORMAT_VERSION, MAX_REVISION, Version};

/// Why bytes cannot be read as a state, or a state cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// There are no bytes.
    #[error("the value is empty")]
    Empty,
    /// The first byte starts neither a JSON object nor a MessagePack map.
    #[error("the value is neither a JSON object nor a MessagePack map")]
    UnknownEncoding,
    /// The layout is of a version that this program does not know.
    #[error("the value has format {found}; this program knows format {FORMAT_VERSION}")]
    UnknownFormat {
        /// The version the value claims.
        found: u64,
    },
    /// Not the JSON of a state.
    #[error("malformed JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Not the MessagePack of a state.
    #[error("malformed MessagePack: {0}")]
    MessagePack(#[from] rmp_serde::decode::Error),
    /// The MessagePack writer failed.
    #[error("the value cannot be written: {0}")]
    Write(#[from] rmp_serde::encode::Error),
    /// Something follows the value.
    #[error("{count} bytes follow the value")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// The lists of items and responses and the number of items completed are not equally long.
    #[error("{items} items and {responses} responses, but {items_completed} items completed")]
    LengthsDisagree {
        /// Length of `items`.
        items: usize,
        /// Length of `responses`.
        responses: usize,
        /// The field `items_completed`.
        items_completed: u32,
    },
    /// A number is NaN or infinite, or a standard error negative.
    #[error("`{field}` is {value}")]
    NotANumber {
        /// The field.
        field: &'static str,
        /// What it holds.
        value: f64,
    },
    /// A revision is too large to be compared exactly everywhere.
    #[error("`revision` is {found}, above {MAX_REVISION}")]
    RevisionTooLarge {
        /// The revision.
        found: u64,
    },
    /// A stop reason that this program does not know.
    #[error("`stop_reason` is {found:?}, which is not known")]
    UnknownStopReason {
        /// The name found.
        found: String,
    },
}

impl ValueError {
    /// The error for a version that this program does not know; `None` for the one it does.
    pub(super) fn unknown_version(version: Version) -> Option<Self> {
        let Version { format } = version;
        (format != FORMAT_VERSION).then_some(Self::UnknownFormat { found: format })
    }
}
