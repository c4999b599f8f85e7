//! Item banks.

use exam::{BankAsset, BankRecord, BankSummary, FourParameters, ImportedBank, ItemRecord, OptionRecord, TextDirection};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::names::{ModelText, TextDirectionName, TextFormatName};
use super::scalars::{AssetBytes, BankFileText, Name, Version};
use super::time::rfc3339;

/// The name and the scale of a bank file to be imported.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NewBankQuery {
    /// The name shared by all versions of the bank.
    #[param(value_type = Name, example = "algebra")]
    pub(crate) name: String,
    /// The scaling constant D.
    #[serde(default = "default_scaling_constant")]
    #[param(exclusive_minimum = 0, maximum = 10, default = 1.0)]
    pub(crate) scaling_constant: f64,
}

const fn default_scaling_constant() -> f64 {
    1.0
}

// `crate::bank_upload` reads it.
/// A form with a bank file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankUpload {
    /// The bank file.
    file: BankFileText,
    /// The pictures to which its texts refer by the names of the files: PNG, JPEG, GIF or WebP, of at most 2 MiB each.
    #[schema(nullable = false, max_items = 500)]
    assets: Option<Vec<AssetBytes>>,
}

/// The version of a bank.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// The version; the latest when absent.
    #[serde(default)]
    #[param(value_type = Option<Version>, nullable = false)]
    pub(crate) version: Option<i32>,
}

/// A bank version without its items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankSummary)]
pub(crate) struct BankSummaryReply {
    bank_id: i64,
    name: String,
    version: i32,
    scaling_constant: f64,
    item_count: i32,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<BankSummary> for BankSummaryReply {
    fn from(bank: BankSummary) -> Self {
        Self {
            bank_id: bank.id.0,
            name: bank.name,
            version: bank.version,
            scaling_constant: bank.scaling_constant,
            item_count: bank.item_count,
            created_at: rfc3339(bank.created_at),
        }
    }
}

/// A bank version that was imported.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportedBank)]
pub(crate) struct ImportedBankReply {
    #[serde(flatten)]
    summary: BankSummaryReply,
    /// The names of the pictures to which no text of the bank refers.
    unused_assets: Vec<String>,
}

impl From<ImportedBank> for ImportedBankReply {
    fn from(ImportedBank { bank, unused_assets }: ImportedBank) -> Self {
        Self { summary: bank.into(), unused_assets }
    }
}

/// A bank version with its items. Only the platform ever sees this.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankReply {
    #[serde(flatten)]
    summary: BankSummaryReply,
    items: Vec<BankItemReply>,
    /// The pictures that came with the bank.
    assets: Vec<BankAssetReply>,
}

/// A picture of a bank.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankAsset)]
pub(crate) struct BankAssetReply {
    /// The name in the texts of the bank.
    name: String,
    /// The path at which it is found on this server.
    address: String,
}

// Only the OpenAPI document uses this type: [`FourParameters`] serialises to the same fields.
/// The parameters of an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FourParameters)]
pub(crate) struct FourParameterFields {
    discrimination: f64,
    difficulty: f64,
    guessing: f64,
    upper_asymptote: f64,
}

/// An item with its parameters and its key. Only the platform ever sees this.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankItem)]
pub(crate) struct BankItemReply {
    item_id: String,
    #[schema(value_type = ModelText)]
    model: String,
    #[serde(flatten)]
    #[schema(value_type = FourParameterFields)]
    four_parameters: FourParameters,
    /// All parameters of a polytomous item by their names in bank files; null for a dichotomous one.
    #[schema(value_type = Option<HashMap<String, f64>>)]
    parameters: Option<serde_json::Value>,
    content: Option<String>,
    stem: Option<String>,
    answer_key: Option<String>,
    options: Vec<BankOption>,
    /// How the stem and the texts of the options are written.
    #[schema(value_type = TextFormatName)]
    format: &'static str,
    /// The language of the texts as a tag of BCP 47; null where the bank does not state it.
    lang: Option<String>,
    /// The direction in which the texts are written; null where the bank does not state it.
    #[schema(value_type = Option<TextDirectionName>)]
    direction: Option<&'static str>,
    /// Whether exams that shuffle options may shuffle those of this item.
    shuffle: bool,
}

/// One option of an item of a bank. Only the platform ever sees this.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankOption {
    /// The key to be sent as the answer.
    key: String,
    /// The text that the examinee reads.
    text: String,
    /// The category that the option scores, in items whose options are scored one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u8>,
}

impl From<OptionRecord> for BankOption {
    fn from(OptionRecord { key, text, score }: OptionRecord) -> Self {
        Self { key, text, score }
    }
}

impl BankReply {
    /// A bank with the pictures that came with it.
    pub(crate) fn new(bank: BankRecord, assets: Vec<BankAsset>) -> Self {
        let asset = |BankAsset { name, address }| BankAssetReply { name, address };
        Self {
            summary: bank.summary.into(),
            items: bank.items.into_iter().map(BankItemReply::from).collect(),
            assets: assets.into_iter().map(asset).collect(),
        }
    }
}

impl From<ItemRecord> for BankItemReply {
    fn from(item: ItemRecord) -> Self {
        Self {
            item_id: item.item_id,
            model: item.model,
            four_parameters: item.four_parameters,
            parameters: item.parameters.and_then(|json| serde_json::from_str(&json).ok()),
            content: item.content,
            stem: item.stem,
            answer_key: item.answer_key,
            options: item.options.into_iter().map(BankOption::from).collect(),
            format: item.presentation.format.as_str(),
            lang: item.presentation.lang,
            direction: item.presentation.direction.map(TextDirection::as_str),
            shuffle: !item.presentation.fixed_order,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_parameters_serialise_to_the_documented_fields() {
        let values = FourParameters { discrimination: 1.5, difficulty: -0.5, guessing: 0.25, upper_asymptote: 1.0 };
        let documented =
            FourParameterFields { discrimination: 1.5, difficulty: -0.5, guessing: 0.25, upper_asymptote: 1.0 };
        assert_eq!(serde_json::to_value(values).unwrap(), serde_json::to_value(documented).unwrap());
    }
}
