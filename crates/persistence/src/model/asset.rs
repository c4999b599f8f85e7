//! Pictures to which the texts of a bank refer.

use diesel::prelude::*;

use crate::rows::NewAsset;
use crate::schema::bank_assets;

/// A picture as it is inserted.
#[derive(Debug, Insertable)]
#[diesel(table_name = bank_assets)]
pub(crate) struct AssetRow {
    public_name: String,
    pub bank_id: i64,
    name: String,
    media_type: String,
    content: Vec<u8>,
}

impl AssetRow {
    /// The row of a picture of this bank.
    pub(crate) fn new(bank_id: i64, asset: NewAsset) -> Self {
        let NewAsset { name, public_name, media_type, content } = asset;
        Self { public_name, bank_id, name, media_type, content }
    }
}
