//! The section `[auth]`: the API keys of the settings.

use exam::SessionToken;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::settings::faults::Faults;
use crate::settings::values::{hidden_list, list};

/// The smallest number of bytes of an API key. Shorter keys can be guessed.
const MIN_API_KEY_BYTES: usize = 16;
/// The largest number of bytes of an API key. A head of a request has room for it.
const MAX_API_KEY_BYTES: usize = 1024;

/// The API keys of the settings.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuthSection {
    #[serde(deserialize_with = "list", serialize_with = "hidden_list")]
    pub(crate) api_keys: Vec<SecretString>,
}

impl AuthSection {
    /// Refuses keys that can be guessed, and keys that no request can have. Messages name a key by its place.
    pub(crate) fn check(&self, faults: &mut Faults) {
        for (place, key) in self.api_keys.iter().enumerate() {
            let key = key.expose_secret();
            let earlier = self.api_keys[..place].iter().position(|other| other.expose_secret() == key);
            if let Some(fault) = fault_of(key) {
                faults.add(format_args!("auth.api_keys[{place}] {fault}"));
            } else if let Some(same) = earlier {
                faults.add(format_args!(
                    "auth.api_keys[{place}] is the same as auth.api_keys[{same}]: remove one of them"
                ));
            }
        }
    }
}

/// What is wrong with a key.
fn fault_of(key: &str) -> Option<String> {
    if key.len() < MIN_API_KEY_BYTES {
        Some(format!("is too short: an API key has at least {MIN_API_KEY_BYTES} characters"))
    } else if key.len() > MAX_API_KEY_BYTES {
        Some(format!("is too long: an API key has at most {MAX_API_KEY_BYTES} characters"))
    } else if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        Some("can never match: an API key has visible ASCII characters only, and no spaces".to_owned())
    } else if SessionToken::is_claimed(key) {
        Some("can never match: a credential that begins with ast_ is a session token".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(keys: &[&str]) -> Option<String> {
        let api_keys = keys.iter().map(|key| SecretString::from(*key)).collect();
        let mut faults = Faults::default();
        AuthSection { api_keys }.check(&mut faults);
        (!faults.is_empty()).then(|| faults.to_string())
    }

    #[test]
    fn a_key_that_can_never_match_is_named_by_its_place() {
        let faulty = [
            "k3y",
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
