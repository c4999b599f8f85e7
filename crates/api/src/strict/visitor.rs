//! The visitors that a strict deserializer puts around those of the types that it reads.

use std::fmt;

use serde::de::{Deserializer, Error, IntoDeserializer as _, MapAccess, SeqAccess, Unexpected, Visitor};

use super::Strict;
use super::access::StrictAccess;

/// Reads the values within a value strictly.
pub(super) struct Nested<V>(pub(super) V);
/// The same for a struct, which a list cannot fill.
pub(super) struct ObjectOnly<V>(pub(super) V);
/// The same for an integer, which may be written as `42.0` or `4.2e1`.
pub(super) struct WholeNumber<V>(pub(super) V);
/// A variant by its name, without content.
pub(super) struct NameOnly<V>(pub(super) V);

/// 2 to the power of 63 and of 64: the first numbers beyond an `i64` and a `u64`.
const BEYOND_SIGNED: f64 = 9_223_372_036_854_775_808.0;
const BEYOND_UNSIGNED: f64 = 2.0 * BEYOND_SIGNED;

/// Forwards methods to the inner visitor.
macro_rules! forward {
    ($($method:ident($type:ty))+) => {
        $(
            fn $method<E: Error>(self, value: $type) -> Result<Self::Value, E> {
                self.0.$method(value)
            }
        )+
    };
}

macro_rules! forward_expecting {
    () => {
        type Value = V::Value;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Nested<V> {
    forward_expecting!();

    forward! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_f64(f64) visit_str(&str) visit_borrowed_str(&'de str)
        visit_string(String) visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(StrictAccess(access))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(StrictAccess(access))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for ObjectOnly<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(StrictAccess(access))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for WholeNumber<V> {
    forward_expecting!();

    forward! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_str(&str)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    /// An integer however it is written. What is none keeps the message of the inner visitor.
    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        if value.fract() != 0.0 {
            self.0.visit_f64(value)
        } else if (0.0..BEYOND_UNSIGNED).contains(&value) {
            self.0.visit_u64(value as u64)
        } else if (-BEYOND_SIGNED..0.0).contains(&value) {
            self.0.visit_i64(value as i64)
        } else {
            self.0.visit_f64(value)
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for NameOnly<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name as text")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        self.0.visit_enum(name.into_deserializer())
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        Err(E::invalid_type(Unexpected::Other("null"), &self))
    }
}
