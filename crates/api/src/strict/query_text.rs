//! The values of a query, which are all text.

use actix_web::web;
use serde::de::value::{Error, MapDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Number;

use super::deserializer::Strict;

/// A value of a query.
pub(crate) struct QueryText(String);

impl QueryText {
    /// A deserializer of the fields of a query.
    pub(crate) fn fields(query: &str) -> MapDeserializer<'static, impl Iterator<Item = (String, Self)>, Error> {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(query).map(web::Query::into_inner);
        // Any text is a list of pairs.
        MapDeserializer::new(pairs.unwrap_or_default().into_iter().map(|(name, value)| (name, Self(value))))
    }
}

/// A number as JSON writes it: no sign of plus, no white space, neither infinite nor NaN.
pub(crate) fn json_number(text: &str) -> Option<Number> {
    let begins = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if begins && text.ends_with(|c: char| c.is_ascii_digit()) { serde_json::from_str(text).ok() } else { None }
}

/// A number of a query is one that JSON could have.
macro_rules! numbers {
    ($($method:ident)+) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
                match json_number(&self.0) {
                    Some(number) => Strict(number).$method(visitor).map_err(Error::custom),
                    None => Err(Error::invalid_type(Unexpected::Str(&self.0), &visitor)),
                }
            }
        )+
    };
}

impl<'de> Deserializer<'de> for QueryText {
    type Error = Error;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_f32 deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(&self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(Error::invalid_type(Unexpected::Str(other), &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for QueryText {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
