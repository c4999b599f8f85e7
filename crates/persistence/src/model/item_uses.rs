//! Counts of the uses of items in the latest sessions of an exam type version.

use std::collections::BTreeMap;

use super::column::narrow;
use crate::error::RecordError;
use crate::rows::ItemUses;

/// How many sessions were counted, and in how many of them each item was used.
#[derive(Debug)]
pub(crate) struct ItemUseRows {
    pub(crate) sessions: usize,
    pub(crate) shown: BTreeMap<i64, i64>,
}

impl TryFrom<ItemUseRows> for ItemUses {
    type Error = RecordError;

    fn try_from(rows: ItemUseRows) -> Result<Self, RecordError> {
        let shown = rows
            .shown
            .into_iter()
            .map(|(item, sessions)| Ok((narrow(item, "attempt item")?, narrow(sessions, "number of sessions")?)));
        Ok(Self {
            sessions: u32::try_from(rows.sessions).unwrap_or(u32::MAX),
            shown: shown.collect::<Result<_, RecordError>>()?,
        })
    }
}
