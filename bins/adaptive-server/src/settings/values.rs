//! Values that several sections have in common.

use std::num::NonZeroU64;
use std::time::Duration;

use secrecy::SecretString;
use serde::de::Error as _;
use serde::de::value::{self, StringDeserializer};
use serde::{Deserialize, Deserializer, Serializer};

/// Reads a list of texts, or one text with commas between them, which is the form in an environment variable. No error
/// shows a value: it may be a secret.
pub(crate) fn list<'de, D: Deserializer<'de>, T: From<String>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list of texts is expected")]
    enum Entries {
        Text(String),
        List(Vec<String>),
    }
    Ok(match Entries::deserialize(deserializer)? {
        Entries::List(entries) => entries.into_iter().map(T::from).collect(),
        Entries::Text(entries) => {
            let entries = entries.split(',').map(str::trim).filter(|entry| !entry.is_empty());
            entries.map(|entry| T::from(entry.to_owned())).collect()
        }
    })
}

/// Reads one of the names of an enumeration; an error lists them.
pub(crate) fn choice<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    let name = String::deserialize(deserializer)?;
    let named = StringDeserializer::<value::Error>::new(name);
    T::deserialize(named).map_err(D::Error::custom)
}

/// A number of milliseconds as a duration.
pub(crate) fn milliseconds(ms: NonZeroU64) -> Duration {
    Duration::from_millis(ms.get())
}

/// What is shown in the place of a secret.
pub(crate) const HIDDEN: &str = "…";

/// Shows that there is a secret, and not which.
pub(crate) fn hidden<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some(HIDDEN),
        None => serializer.serialize_none(),
    }
}

/// Shows how many secrets there are, and not which.
pub(crate) fn hidden_list<S: Serializer>(secrets: &[SecretString], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(secrets.iter().map(|_| HIDDEN))
}
