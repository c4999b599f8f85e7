//! Banks and exam types.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rfc3339;

/// A page of a listing.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// The last number of the page before.
    #[serde(default)]
    pub(crate) after: i64,
    /// The greatest number of rows, 1 to 200.
    #[serde(default = "default_limit")]
    pub(crate) limit: u32,
}

const fn default_limit() -> u32 {
    50
}

/// What a bank file is imported as.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NewBankQuery {
    /// The name shared by all versions of the bank.
    pub(crate) name: String,
    /// The scaling constant D.
    #[serde(default = "default_scaling_constant")]
    pub(crate) scaling_constant: f64,
}

const fn default_scaling_constant() -> f64 {
    1.0
}

/// Which version is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// The version; the latest when absent.
    #[serde(default)]
    pub(crate) version: Option<i32>,
}

/// A bank version without its items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankSummary {
    bank_id: i64,
    name: String,
    version: i32,
    scaling_constant: f64,
    item_count: i32,
    created_at: String,
}

impl From<exam::BankSummary> for BankSummary {
    fn from(bank: exam::BankSummary) -> Self {
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

/// A bank version with its items. Only the platform ever sees this.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankReply {
    #[serde(flatten)]
    summary: BankSummary,
    items: Vec<BankItem>,
}

/// An item with its parameters and its key. Only the platform ever sees this.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankItem {
    item_id: String,
    model: String,
    discrimination: f64,
    difficulty: f64,
    guessing: f64,
    upper_asymptote: f64,
    /// All parameters of a polytomous item by their names in bank files; null for a dichotomous one.
    #[schema(value_type = Option<Object>)]
    parameters: Option<serde_json::Value>,
    content: Option<String>,
    stem: Option<String>,
    answer_key: Option<String>,
    #[schema(value_type = Vec<Object>)]
    options: Vec<exam::OptionRecord>,
}

impl From<exam::BankRecord> for BankReply {
    fn from(bank: exam::BankRecord) -> Self {
        Self { summary: bank.summary.into(), items: bank.items.into_iter().map(BankItem::from).collect() }
    }
}

impl From<exam::ItemRecord> for BankItem {
    fn from(item: exam::ItemRecord) -> Self {
        Self {
            item_id: item.item_id,
            model: item.model,
            discrimination: item.discrimination,
            difficulty: item.difficulty,
            guessing: item.guessing,
            upper_asymptote: item.upper_asymptote,
            parameters: item.parameters.and_then(|json| serde_json::from_str(&json).ok()),
            content: item.content,
            stem: item.stem,
            answer_key: item.answer_key,
            options: item.options,
        }
    }
}

/// A version of an exam type.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExamTypeReply {
    exam_type_id: i64,
    exam_type: String,
    version: i32,
    /// The number of the bank version its sessions draw on.
    bank_id: i64,
    ttl_seconds: i64,
    feedback: bool,
    /// How long a session may last from its start; null when for ever.
    time_limit_seconds: Option<i64>,
    /// What becomes of a session that has not ended by then: `score` or `void`; null without a time limit.
    on_expiry: Option<&'static str>,
    #[schema(value_type = Object)]
    design: serde_json::Value,
    created_at: String,
}

impl From<exam::ExamTypeRecord> for ExamTypeReply {
    fn from(exam_type: exam::ExamTypeRecord) -> Self {
        let definition = exam_type.definition;
        Self {
            exam_type_id: exam_type.id.0,
            exam_type: definition.name,
            version: exam_type.version,
            bank_id: definition.bank_id.0,
            ttl_seconds: definition.ttl_seconds,
            feedback: definition.feedback,
            time_limit_seconds: definition.time_limit.map(|limit| limit.seconds),
            on_expiry: definition.time_limit.map(|limit| limit.on_expiry.as_str()),
            design: serde_json::from_str(&definition.design).unwrap_or_default(),
            created_at: rfc3339(definition.created_at),
        }
    }
}
