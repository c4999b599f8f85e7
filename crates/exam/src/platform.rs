//! The exam platform as a caller: which of its keys acts, and what it may do.

use std::fmt;
use std::sync::Arc;

use credentials::Scopes;

/// Which part of the exam platform acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A caller without a key, on a server without keys, or the program itself.
    Platform,
    /// A key of the settings, by its place among them from 1 on: these keys have no names.
    SettingsKey(usize),
    /// A key of the record, by its name.
    Key(Arc<str>),
}

impl fmt::Display for Actor {
    /// What the events of a session call the actor. Nobody can name a key so that it looks like another kind of actor.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform => f.write_str("platform"),
            Self::SettingsKey(place) => write!(f, "settings:{place}"),
            Self::Key(name) => write!(f, "key:{name}"),
        }
    }
}

/// The exam platform as it calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// Who acts.
    pub actor: Actor,
    /// What they may do.
    pub scopes: Scopes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_key_is_taken_for_another_actor() {
        let named = |name: &str| Actor::Key(name.into()).to_string();
        assert_eq!(named("proctors"), "key:proctors");
        let others = [Actor::Platform, Actor::SettingsKey(1)].map(|actor| actor.to_string());
        assert_eq!(others, ["platform", "settings:1"]);
        for name in ["platform", "settings:1", "examinee", "retention"] {
            assert!(!others.contains(&named(name)) && named(name) != name, "{name}");
        }
    }
}
