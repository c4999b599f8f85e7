//! One of `[[webhooks.endpoints]]`: where messages go, and what they are signed with.

use std::fmt;
use std::path::PathBuf;

use persistence::WebhookKind;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use webhooks::{Addresses, Secret, Target};

use crate::settings::faults::Faults;
use crate::settings::secret_file;
use crate::settings::values::{HIDDEN, hidden_list, list};

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// An endpoint of the settings.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointSection {
    /// The name by which the database, commands and metrics know it.
    pub(crate) name: String,
    #[serde(serialize_with = "host_alone")]
    pub(crate) url: SecretString,
    /// The first is that of today; each one signs.
    #[serde(default, deserialize_with = "list", serialize_with = "hidden_list")]
    pub(crate) secrets: Vec<SecretString>,
    /// The file that has the secrets, one a line or with commas between them.
    #[serde(default)]
    pub(crate) secrets_file: Option<PathBuf>,
    /// The kinds of messages that it wants; all when absent.
    #[serde(default, deserialize_with = "list")]
    pub(crate) events: Vec<String>,
}

/// An endpoint as the server uses it.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) secrets: Vec<Secret>,
    pub(crate) kinds: Vec<WebhookKind>,
}

impl EndpointSection {
    /// The endpoint, unless something is wrong with it. Messages name it by its place, and show neither its address nor a secret.
    pub(crate) fn endpoint(&self, place: &str, addresses: Addresses, faults: &mut Faults) -> Option<Endpoint> {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
        let is_name = (1..=LONGEST_NAME).contains(&self.name.len()) && self.name.chars().all(is_letter);
        faults.require(
            is_name,
            format_args!(
                "{place}.name is {:?}: a name has 1 to {LONGEST_NAME} ASCII letters, digits, `.`, `_` and `-`",
                self.name
            ),
        );
        let target = noted(Target::new(self.url.expose_secret(), addresses), &format!("{place}.url"), faults);
        let secrets = self.secrets(place, faults);
        let kinds = self.kinds(place, faults);
        Some(Endpoint { name: self.name.clone(), target: target?, secrets: secrets?, kinds: kinds? })
            .filter(|_| is_name)
    }

    fn secrets(&self, place: &str, faults: &mut Faults) -> Option<Vec<Secret>> {
        let (texts, setting) = match &self.secrets_file {
            None => (self.secrets.clone(), "secrets"),
            Some(_) if !self.secrets.is_empty() => {
                faults.add(format_args!("{place} has both `secrets` and `secrets_file`: leave one out"));
                return None;
            }
            Some(file) => match secret_file::read_list(&format!("{place}.secrets_file"), file) {
                Ok(texts) => (texts.into_iter().map(SecretString::from).collect(), "secrets_file"),
                Err(fault) => {
                    faults.add(fault);
                    return None;
                }
            },
        };
        if texts.is_empty() {
            faults.add(format_args!("{place} has no secret: give `secrets` or `secrets_file`"));
            return None;
        }
        let read = texts.iter().enumerate().map(|(number, text)| {
            noted(Secret::new(text.expose_secret()), &format!("{place}.{setting}[{number}]"), faults)
        });
        // Each one is read, so that all faults are found.
        read.collect::<Vec<_>>().into_iter().collect()
    }

    fn kinds(&self, place: &str, faults: &mut Faults) -> Option<Vec<WebhookKind>> {
        if self.events.is_empty() {
            return Some(WebhookKind::ALL.to_vec());
        }
        let known = WebhookKind::ALL.map(WebhookKind::as_str).join(", ");
        let named = self.events.iter().enumerate().map(|(number, name)| {
            let kind = WebhookKind::from_name(name).ok_or_else(|| format!("is {name:?}: the kinds are {known}"));
            noted(kind, &format!("{place}.events[{number}]"), faults)
        });
        let mut kinds: Vec<_> = named.collect::<Vec<_>>().into_iter().collect::<Option<_>>()?;
        kinds.sort_unstable();
        kinds.dedup();
        Some(kinds)
    }
}

/// The value, or a fault of this setting.
fn noted<T>(read: Result<T, impl fmt::Display>, setting: &str, faults: &mut Faults) -> Option<T> {
    read.map_err(|fault| faults.add(format_args!("{setting} {fault}"))).ok()
}

/// Shows the host of a URL: its path may be a secret.
fn host_alone<S: Serializer>(url: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    match Target::new(url.expose_secret(), Addresses::All) {
        Ok(target) => serializer.collect_str(&format_args!("{target}/{HIDDEN}")),
        Err(_) => serializer.serialize_str(HIDDEN),
    }
}

/// Reads a list of tables. The error for anything else does not show it: it may hold secrets.
pub(super) fn endpoint_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<EndpointSection>, D::Error> {
    struct Tables;

    impl<'de> Visitor<'de> for Tables {
        type Value = Vec<EndpointSection>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("tables [[webhooks.endpoints]] in the settings file")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut tables: A) -> Result<Self::Value, A::Error> {
            let mut read = Vec::new();
            while let Some(table) = tables.next_element()? {
                read.push(table);
            }
            Ok(read)
        }

        fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
            Err(E::custom("webhooks.endpoints is a text: write tables [[webhooks.endpoints]] into the settings file"))
        }
    }

    deserializer.deserialize_seq(Tables)
}
