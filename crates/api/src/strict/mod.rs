//! Reading input as JSON Schema understands it, so that the server accepts what its OpenAPI document describes, and nothing else.
//!
//! serde reads more and less than a schema says: it fills a struct from a list, reads a name from an object with one field, and
//! refuses `42.0` where an integer belongs. [`Strict`] wraps any deserializer and reads all of its values by the schema's rules.

mod access;
mod query_text;
#[cfg(test)]
mod tests;
mod visitor;

use serde::de::{Deserializer, Visitor};

pub(crate) use query_text::{QueryText, json_number};
use visitor::{NameOnly, Nested, ObjectOnly, WholeNumber};

/// A deserializer whose objects are objects, whose names are texts, and whose integers may be written with a decimal point.
pub(crate) struct Strict<D>(pub(crate) D);

/// Forwards methods to the inner deserializer, with a wrapper around the visitor.
macro_rules! forward {
    ($($wrapper:ident { $($method:ident)+ })+) => {
        $($(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
                self.0.$method($wrapper(visitor))
            }
        )+)+
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    forward! {
        Nested {
            deserialize_any deserialize_bool deserialize_f32 deserialize_f64 deserialize_char deserialize_str
            deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option deserialize_unit deserialize_seq
            deserialize_map deserialize_identifier deserialize_ignored_any
        }
        WholeNumber {
            deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
            deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_struct(name, fields, ObjectOnly(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_str(NameOnly(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_newtype_struct(name, Nested(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_unit_struct(name, Nested(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_tuple(len, Nested(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_tuple_struct(name, len, Nested(visitor))
    }
}
