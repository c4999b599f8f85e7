//! Pictures to which the texts of a bank refer.

/// A picture to be kept with a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAsset {
    /// The name in the texts of the bank.
    pub name: String,
    /// The name in addresses. No other asset has it.
    pub public_name: String,
    /// What the content is, for example `image/png`.
    pub media_type: String,
    /// The bytes of the file.
    pub content: Vec<u8>,
}

/// What a picture of a bank is called.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    any(feature = "postgres", feature = "sqlite"),
    derive(diesel::Queryable, diesel::Selectable),
    diesel(table_name = crate::schema::bank_assets)
)]
pub struct AssetName {
    /// The name in the texts of the bank.
    pub name: String,
    /// The name in addresses.
    pub public_name: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    any(feature = "postgres", feature = "sqlite"),
    derive(diesel::Queryable, diesel::Selectable),
    diesel(table_name = crate::schema::bank_assets)
)]
pub struct AssetRecord {
    /// What the content is, for example `image/png`.
    pub media_type: String,
    /// The bytes of the file.
    pub content: Vec<u8>,
}
