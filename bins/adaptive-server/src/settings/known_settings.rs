//! The names of all settings, as the types of the sections have them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::de::value::{Error, MapDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::{Deserialize as _, Deserializer, forward_to_deserialize_any};

use super::Settings;

type FieldNames = &'static [&'static str];

static SECTIONS: LazyLock<BTreeMap<&'static str, FieldNames>> = LazyLock::new(read_sections);

/// Each section with its settings.
pub(crate) fn sections() -> &'static BTreeMap<&'static str, FieldNames> {
    &SECTIONS
}

/// Whether there is a setting of this name, for example `server.bind`. Only its first two parts count.
pub(crate) fn is_known(name: &str) -> bool {
    let mut parts = name.split('.');
    let fields = parts.next().and_then(|section| sections().get(section));
    fields.is_some_and(|fields| parts.next().is_some_and(|field| fields.contains(&field)))
}

fn read_sections() -> BTreeMap<&'static str, FieldNames> {
    let mut names: FieldNames = &[];
    // The outline of the whole has no sections, which are then the default.
    let _ = Settings::deserialize(Outline { names: &mut names, sections: None });
    let mut sections: BTreeMap<_, _> = names.iter().map(|name| (*name, FieldNames::default())).collect();
    let _ = Settings::deserialize(Outline { names: &mut names, sections: Some(&mut sections) });
    sections
}

/// Deserializes a struct of defaults, and takes the names of its fields on the way.
struct Outline<'a> {
    names: &'a mut FieldNames,
    sections: Option<&'a mut BTreeMap<&'static str, FieldNames>>,
}

impl<'de> Deserializer<'de> for Outline<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, Outline<'_>)>()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: FieldNames,
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.names = fields;
        let sections = self.sections.into_iter().flatten();
        visitor
            .visit_map(MapDeserializer::new(sections.map(|(name, names)| (*name, Outline { names, sections: None }))))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Outline<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_its_settings() {
        for name in ["server.bind", "database.url", "redis.sentinel_password", "log.level", "expiry.interval_seconds"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["server", "server.colour", "databse.url", "", "server.bind.port.x.y."] {
            assert_eq!(is_known(name), name.starts_with("server.bind"), "{name}");
        }
        assert!(sections().values().all(|fields| !fields.is_empty()), "{:?}", sections());
    }
}
