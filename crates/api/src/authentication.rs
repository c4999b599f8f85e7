//! The caller of a request: the exam platform with an API key, or an examinee with a session token.

use exam::{Access, Scopes};

use crate::credential::{Credential, unauthorized};
use crate::problem::Problem;

/// The API keys of the platform. Without any, every caller without a credential is the platform; such a server must be
/// reachable from its own machine only.
#[derive(Clone, Default)]
pub struct ApiKeys(Vec<String>);

impl ApiKeys {
    /// The keys, in any order.
    #[must_use]
    pub const fn new(keys: Vec<String>) -> Self {
        Self(keys)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a caller without a credential is the platform. All that depends on it asks here.
    pub(crate) const fn admits_anonymous(&self) -> bool {
        self.is_empty()
    }

    /// The caller with this credential.
    ///
    /// # Errors
    /// `unauthorized` for a key that is not known, and for no credential where there are keys.
    pub(crate) fn access(&self, credential: Credential) -> Result<Access, Problem> {
        match credential {
            Credential::Token(token) => Ok(Access::Examinee(token)),
            Credential::Key(key) if self.has(&key) => Ok(Access::Platform(Scopes::ALL)),
            Credential::Key(_) => Err(unauthorized("the credential is neither a known API key nor a session token")),
            Credential::None if self.admits_anonymous() => Ok(Access::Platform(Scopes::ALL)),
            Credential::None => Err(unauthorized("send an API key or a session token as `Authorization: Bearer …`")),
        }
    }

    /// Whether a text is one of the keys, in constant time. An empty key, which careless settings may contain, is none: an
    /// empty or unreadable header would equal it.
    fn has(&self, offered: &str) -> bool {
        credentials::contains(&self.0, offered)
    }
}

#[cfg(test)]
mod tests {
    use exam::SessionToken;

    use super::*;

    fn access(keys: &[&str], credential: Credential) -> Result<Access, Problem> {
        ApiKeys::new(keys.iter().map(|key| (*key).to_owned()).collect()).access(credential)
    }

    fn is_platform(keys: &[&str], credential: Credential) -> bool {
        matches!(access(keys, credential), Ok(Access::Platform(Scopes::ALL)))
    }

    fn is_refused(keys: &[&str], credential: Credential) -> bool {
        matches!(access(keys, credential), Err(problem) if problem.to_string().starts_with("unauthorized"))
    }

    fn key(text: &str) -> Credential {
        Credential::Key(text.to_owned())
    }

    #[test]
    fn every_key_of_the_settings_has_every_scope() {
        for offered in ["first-key", "second-key"] {
            assert!(is_platform(&["first-key", "second-key"], key(offered)));
        }
    }

    #[test]
    fn what_only_resembles_a_key_opens_nothing() {
        for offered in ["first-ke", "first-key1", "First-key", " ", "", "first-key,second-key", "second"] {
            assert!(is_refused(&["first-key", "second-key"], key(offered)), "{offered:?}");
        }
    }

    #[test]
    fn an_empty_key_opens_nothing_and_leaves_the_door_shut() {
        assert!(is_refused(&[""], key("")));
        assert!(is_refused(&[""], Credential::None));
    }

    #[test]
    fn without_keys_a_caller_without_credentials_is_the_platform_and_a_wrong_key_is_refused() {
        assert!(is_platform(&[], Credential::None));
        assert!(is_refused(&[], key("any")));
    }

    #[test]
    fn a_session_token_makes_an_examinee_and_never_the_platform() {
        for keys in [&[][..], &["first-key"]] {
            let examinee = access(keys, Credential::Token(SessionToken::from_client("ast_token")));
            assert!(matches!(examinee, Ok(Access::Examinee(token)) if token.reveal() == "ast_token"));
        }
    }
}
