//! Bodies of which exactly one of some fields is given: one schema for each of their forms.

use utoipa::openapi::schema::{Object, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{OneOf, OpenApi, RefOr};

/// One form of a body.
struct Form {
    /// The name of the form.
    title: &'static str,
    /// The field that it has.
    given: &'static str,
    /// The fields that it does not have; each may be null.
    absent: &'static [&'static str],
}

/// The schemas that have forms.
const FORMS: &[(&str, &[Form])] = &[
    (
        "AnswerRequest",
        &[
            Form { title: "AnswerByOption", given: "answer", absent: &["correct", "score", "skip"] },
            Form { title: "AnswerByCorrectness", given: "correct", absent: &["answer", "score", "skip"] },
            Form { title: "AnswerByScore", given: "score", absent: &["answer", "correct", "skip"] },
            Form { title: "AnswerBySkip", given: "skip", absent: &["answer", "correct", "score"] },
        ],
    ),
    (
        "ResponseToScore",
        &[
            Form { title: "ResponseByOption", given: "answer", absent: &["correct", "score"] },
            Form { title: "ResponseByCorrectness", given: "correct", absent: &["answer", "score"] },
            Form { title: "ResponseByScore", given: "score", absent: &["answer", "correct"] },
        ],
    ),
    (
        "ScoreRequest",
        &[
            Form { title: "ScoreByExamType", given: "exam_type", absent: &["bank", "bank_version", "design"] },
            Form { title: "ScoreByBank", given: "bank", absent: &["exam_type"] },
        ],
    ),
];

pub(super) fn describe(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    for (name, forms) in FORMS {
        if let Some(schema) = components.schemas.get_mut(*name) {
            *schema = one_of_forms(schema.clone(), forms);
        }
    }
}

/// The schema of an object that has one of these forms, made from the schema of all its fields.
fn one_of_forms(fields: RefOr<Schema>, forms: &[Form]) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(fields)) = fields else { return fields };
    let start = OneOfBuilder::new().description(fields.description.clone());
    forms.iter().fold(start, |schema, form| schema.item(form.of(&fields))).into()
}

impl Form {
    fn of(&self, fields: &Object) -> Object {
        let mut form = fields.clone();
        form.title = Some(self.title.to_owned());
        form.description = None;
        form.required.push(self.given.to_owned());
        for (name, schema) in &mut form.properties {
            if name == self.given {
                *schema = given(schema.clone());
            } else if self.absent.contains(&name.as_str()) {
                *schema = Object::with_type(Type::Null).into();
            }
        }
        form
    }
}

/// The schema without null.
fn given(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::OneOf(OneOf { mut items, .. })) if !items.is_empty() => items.swap_remove(0),
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Array(types) = &object.schema_type
                && let Some(own) = types.iter().find(|one| !matches!(one, Type::Null))
            {
                object.schema_type = SchemaType::Type(own.clone());
            }
            object.into()
        }
        other => other,
    }
}
