//! The closed sets of names, read from the tables that define them.

use std::borrow::Cow;

use exam::{
    EndReason, EstimateDisplay, EventKind, ExpiryPolicy, ExportFormat, ItemOutcome, ListedState, MissingItems,
    SessionState, SkipPolicy, TextCause, TextDirection, TextFormat,
};
use irt_core::{
    ClassificationKind, Combination, ConstantPattern, EstimateStatus, Estimator, InformationKind, ModelName, PriorKind,
    ProblemCause, SeFormula, SelectionRule, StopReason,
};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::shape::SHAPES;
use crate::code::Code;

/// Each row: the description of a set, its type, its name in the OpenAPI document, and its names.
macro_rules! names {
    ($(#[doc = $doc:literal] $type:ident $schema:literal $names:expr;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Serialize)]
        pub(crate) enum $type {}

        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                text_of($doc.trim(), $names)
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($schema)
            }
        }
    )+};
}

names! {
    /// The criterion by which the next item is chosen; docs/design-file.md describes each.
    RuleName "SelectionRule" SelectionRule::ALL.iter().map(|rule| rule.as_str());
    /// An estimator of abilities.
    EstimatorName "Estimator" Estimator::ALL.iter().map(|estimator| estimator.as_str());
    /// What the interim estimator does while all answers are in the lowest category, or all in the highest.
    ConstantPatternName "ConstantPattern" ConstantPattern::ALL.iter().map(|pattern| pattern.as_str());
    /// The formula of the standard error of MAP, MLE and WLE.
    SeFormulaName "StandardErrorFormula" SeFormula::ALL.iter().map(|formula| formula.as_str());
    /// The kind of a prior.
    PriorKindName "PriorKind" PriorKind::ALL.iter().map(|kind| kind.as_str());
    /// Which information of an item is meant.
    InformationName "InformationKind" InformationKind::ALL.iter().map(|kind| kind.as_str());
    /// Whether one of the stopping rules has to hold, or all of them.
    CombinationName "Combination" Combination::ALL.iter().map(|combination| combination.as_str());
    /// How an examinee is classified.
    ClassificationKindName "ClassificationKind" ClassificationKind::ALL.iter().map(|kind| kind.as_str());
    /// The response model of an item.
    ModelText "ResponseModel" ModelName::ALL.iter().map(|model| model.as_str());
    /// The quality of an estimate.
    EstimateStatusName "EstimateStatus" EstimateStatus::ALL.iter().map(|status| status.as_str());
    /// Which rule of the design would end the test.
    StopReasonName "StopReason" StopReason::ALL.iter().map(|reason| reason.as_str());
    /// Why an exam ended: by a rule of its design, early, or because its time was over.
    EndReasonName "EndReason" end_reasons();
    /// What was done to a session other than answering.
    EventKindName "EventKind" EventKind::ALL.iter().map(|kind| kind.as_str());
    /// What an examinee sees of the estimates of a session.
    EstimateDisplayName "EstimateDisplay" EstimateDisplay::ALL.iter().map(|display| display.as_str());
    /// What becomes of an item that an examinee skips.
    SkipPolicyName "SkipPolicy" SkipPolicy::ALL.iter().map(|policy| policy.as_str());
    /// What else than an answer in time became of an item.
    ItemOutcomeName "ItemOutcome" ItemOutcome::ALL.iter().map(|outcome| outcome.as_str());
    /// How a text is written.
    TextFormatName "TextFormat" TextFormat::ALL.iter().map(|format| format.as_str());
    /// The direction in which a text is written.
    TextDirectionName "TextDirection" TextDirection::ALL.iter().map(|direction| direction.as_str());
    /// Where a session stands in its life.
    SessionStateName "SessionStatus" SessionState::ALL.iter().map(|state| state.as_str());
    /// Where the sessions of a listing stand.
    ListedStateName "ListedStatus" ListedState::ALL.iter().map(|state| state.as_str());
    /// What becomes of answers to items that a bank does not have.
    MissingItemsName "MissingItems" MissingItems::ALL.into_iter().map(MissingItems::as_str);
    /// The form of an export.
    ExportFormatName "ExportFormat" ExportFormat::ALL.into_iter().map(ExportFormat::as_str);
    /// The shape of a table of responses.
    ShapeName "ResponsesShape" SHAPES.into_iter().map(|(name, _)| name);
    /// How a session ends when its time is over.
    ExpiryPolicyName "ExpiryPolicy" ExpiryPolicy::ALL.iter().map(|policy| policy.as_str());
    /// The stable name of a problem; for a faulty bank that of its first fault.
    ProblemCodeName "ProblemCode" Code::ALL.iter().map(|code| code.as_str()).chain(bank_fault_codes());
    /// The stable name of a fault of a bank file.
    BankFaultCodeName "BankFaultCode" bank_fault_codes();
}

/// The codes of all that can be wrong with a bank file.
pub(crate) fn bank_fault_codes() -> impl Iterator<Item = &'static str> {
    ProblemCause::CODES.iter().copied().chain(TextCause::ALL.iter().map(|cause| cause.code()))
}

fn end_reasons() -> impl Iterator<Item = &'static str> {
    let stopped = StopReason::ALL.iter().map(|reason| EndReason::Stopped(*reason));
    stopped.chain([EndReason::EndedEarly, EndReason::Expired]).map(EndReason::as_str)
}

/// A text that is one of some names.
pub(crate) fn text_of(description: &str, names: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names.collect::<Vec<_>>()));
    text.description(Some(description)).into()
}
