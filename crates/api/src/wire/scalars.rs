//! The values with limits of their own that several bodies share.

use std::borrow::Cow;

use exam::Scope;
use serde::Serialize;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Each row: the description of a value, its type, its name in the OpenAPI document, and its schema.
macro_rules! scalars {
    ($(#[doc = $doc:literal] $type:ident $schema:literal $builder:expr;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Serialize)]
        pub(crate) enum $type {}

        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                $builder.description(Some($doc.trim())).into()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($schema)
            }
        }
    )+};
}

scalars! {
    /// The name of a bank or an exam type: letters, digits, hyphens, underscores and full stops, and not `.` or `..`.
    Name "Name" text(64).pattern(Some(NAME));
    /// The name of an item in its bank.
    ItemIdText "ItemId" text(128).pattern(Some(NO_CONTROL_CHARACTERS));
    /// The name of an examinee in the platform, of at most 256 bytes.
    ExamineeIdText "ExamineeId" text(256).pattern(Some(NO_CONTROL_CHARACTERS));
    /// A bank file: CSV in UTF-8.
    BankFileText "BankFile" ObjectBuilder::new().schema_type(Type::String).format(Some(BINARY));
    /// A picture.
    AssetBytes "AssetFile" ObjectBuilder::new().schema_type(Type::String).format(Some(BINARY));
    /// The number of an exam session.
    SessionNumber "ExamSessionId" integer(KnownFormat::Int64).minimum(Some(1)).maximum(Some(i64::MAX as usize));
    /// The number of a row, after which a page begins.
    RowNumber "RowNumber" integer(KnownFormat::Int64).minimum(Some(0)).maximum(Some(i64::MAX as usize));
    /// The version of a bank.
    Version "Version" integer(KnownFormat::Int32).minimum(Some(1)).maximum(Some(i32::MAX as usize));
    /// The seed of random draws.
    Seed "Seed" ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(u64::MAX as usize));
    /// A category scored: 0 for wrong, 1 for right; more for an item of more than two categories.
    Category "Category" integer(KnownFormat::Int32).minimum(Some(0)).maximum(Some(254));
    /// A time to live or a time limit in seconds: at most 30 days.
    Seconds "Seconds" integer(KnownFormat::Int64).minimum(Some(1)).maximum(Some(2_592_000));
    /// An ability.
    Theta "Theta" number().minimum(Some(-100)).maximum(Some(100));
    /// A share or a probability.
    Share "Share" number().minimum(Some(0)).maximum(Some(1));
    /// A density, up to a constant factor.
    Density "Density" number().minimum(Some(0));
    /// A place in a test, counted from 1.
    Position "Position" integer(KnownFormat::Int32).minimum(Some(1)).maximum(Some(10_000));
    /// What a key opens.
    ScopeName "Scope" ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Scope::ALL.iter().map(|scope| scope.as_str())));
    /// A set of item ids.
    ItemSet "ItemSet" ArrayBuilder::new().items(Ref::from_schema_name("ItemId")).min_items(Some(2)).unique_items(true);
}

/// A name that a URL can hold: browsers and proxies take the segments `.` and `..` out of an address.
const NAME: &str = r"^(\.{0,2}[A-Za-z0-9_-]|\.{3})[A-Za-z0-9._-]*$";
const NO_CONTROL_CHARACTERS: &str = r"^[^\u0000-\u001f\u007f-\u009f]+$";

const BINARY: SchemaFormat = SchemaFormat::KnownFormat(KnownFormat::Binary);

fn text(most: usize) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(most))
}

fn number() -> ObjectBuilder {
    let format = SchemaFormat::KnownFormat(KnownFormat::Double);
    ObjectBuilder::new().schema_type(Type::Number).format(Some(format))
}

fn integer(format: KnownFormat) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(format)))
}
