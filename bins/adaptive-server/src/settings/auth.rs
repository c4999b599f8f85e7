//! The section `[auth]`: the API keys of the settings.

use anyhow::{bail, ensure};
use exam::SessionToken;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::settings::values::list;

/// The smallest number of bytes of an API key. Shorter keys can be guessed.
const MIN_API_KEY_BYTES: usize = 16;
/// The largest number of bytes of an API key. A head of a request has room for it.
const MAX_API_KEY_BYTES: usize = 1024;

/// The API keys of the settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuthSection {
    #[serde(deserialize_with = "list")]
    pub(crate) api_keys: Vec<SecretString>,
}

impl AuthSection {
    /// Refuses keys that can be guessed, and keys that no request can have. Messages name a key by its place.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        for (place, key) in self.api_keys.iter().enumerate() {
            let key = key.expose_secret();
            let name = format!("auth.api_keys[{place}]");
            ensure!(
                key.len() >= MIN_API_KEY_BYTES,
                "{name} is too short: an API key has at least {MIN_API_KEY_BYTES} characters"
            );
            ensure!(
                key.len() <= MAX_API_KEY_BYTES,
                "{name} is too long: an API key has at most {MAX_API_KEY_BYTES} characters"
            );
            ensure!(
                key.bytes().all(|byte| byte.is_ascii_graphic()),
                "{name} can never match: an API key has visible ASCII characters only, and no spaces"
            );
            ensure!(
                !SessionToken::is_claimed(key),
                "{name} can never match: a credential that begins with ast_ is a session token"
            );
            if let Some(same) = self.api_keys[..place].iter().position(|other| other.expose_secret() == key) {
                bail!("{name} is the same as auth.api_keys[{same}]: remove one of them");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(keys: &[&str]) -> Option<String> {
        let api_keys = keys.iter().map(|key| SecretString::from(*key)).collect();
        AuthSection { api_keys }.check().err().map(|error| error.to_string())
    }

    #[test]
    fn a_key_that_can_never_match_is_named_by_its_place() {
        let faulty = [
            "short",
            "sixteen-bytes-é-ü",
            "a key with spaces in it",
            " a-leading-space-key",
            "a-trailing-tab-key\t",
            "a-control-\u{7f}-character",
            "ast_begins-like-a-token",
            "a-key-that-is-good",
        ];
        for key in faulty {
            let refused = refusal(&["a-key-that-is-good", key]).unwrap();
            assert!(refused.starts_with("auth.api_keys[1] ") && !refused.contains(key), "{refused}");
        }
        assert!(refusal(&[&"k".repeat(1025)]).unwrap().contains("[0]"));
    }

    #[test]
    fn keys_that_a_request_can_have_are_accepted() {
        assert_eq!(refusal(&[]), None);
        assert_eq!(refusal(&["sixteen-bytes-ok", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", &"k".repeat(1024)]), None);
    }
}
