//! The caller of a request: the exam platform with an API key, or an examinee with a session token.

use exam::{Access, Actor, ExamService, Platform, Scopes};

use crate::credential::{Credential, unauthorized};
use crate::problem::Problem;

/// The API keys of the settings. Each has every scope. Without any, and without any in the record, every caller without a
/// credential is the platform; such a server must be reachable from its own machine only.
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

    /// The platform with a key that a person has typed in.
    ///
    /// # Errors
    /// `unauthorized` for a key that opens nothing; `unavailable` when the record has to be asked and cannot be read.
    pub async fn platform_with_typed_key(&self, key: &str, service: &ExamService) -> Result<Access, Problem> {
        self.access(Credential::Key(key.to_owned()), service).await
    }

    /// Whether every caller is the platform: there is no key, and only this machine reaches the server.
    ///
    /// # Errors
    /// `unavailable` when the record has to be asked and cannot be read.
    pub async fn are_none(&self, service: &ExamService) -> Result<bool, Problem> {
        self.admits_anonymous_now(service).await
    }

    /// Whether a caller without a credential is the platform, as far as this instance knows. All that depends on it asks here.
    pub(crate) fn admits_anonymous(&self, service: &ExamService) -> bool {
        self.is_empty() && !service.knows_of_api_keys()
    }

    /// The same as the record has it at this moment.
    ///
    /// # Errors
    /// `unavailable` when the record has to be asked and cannot be read.
    pub(crate) async fn admits_anonymous_now(&self, service: &ExamService) -> Result<bool, Problem> {
        Ok(self.is_empty() && !service.has_api_keys().await?)
    }

    /// The caller with this credential. Only a key that is none of these, and no credential where there are none of these, asks
    /// the record.
    ///
    /// # Errors
    /// `unauthorized` for a key that opens nothing, and for no credential where there are keys; `unavailable` when the record
    /// has to be asked and cannot be read.
    pub(crate) async fn access(&self, credential: Credential, service: &ExamService) -> Result<Access, Problem> {
        match credential {
            Credential::Token(token) => Ok(Access::Examinee(token)),
            Credential::Key(key) => Ok(Access::Platform(match self.platform_with(&key) {
                Some(platform) => platform,
                None => service.platform_with_key(&key).await?,
            })),
            Credential::None if self.admits_anonymous_now(service).await? => Ok(Access::PLATFORM),
            Credential::None => Err(unauthorized("send an API key or a session token as `Authorization: Bearer …`")),
        }
    }

    /// The keys in their order.
    pub(crate) fn of_settings(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The platform with one of the keys, which are compared in constant time. An empty key, which careless settings may contain,
    /// is none: an empty or unreadable header would equal it.
    pub(crate) fn platform_with(&self, offered: &str) -> Option<Platform> {
        let place = credentials::place(&self.0, offered)?;
        Some(Platform { actor: Actor::SettingsKey(place), scopes: Scopes::ALL })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use exam::{KeySpec, Scope, SessionToken};
    use persistence::RecordSettings;
    use state_store::{MemoryStore, ValueFormat};

    use super::*;

    /// A service on an empty record in memory. Its task belongs to a runtime that goes on beside the tests.
    async fn service() -> ExamService {
        let record = persistence::open("sqlite://:memory:", &RecordSettings::default()).await.unwrap();
        ExamService::new(record, Arc::new(MemoryStore::new(ValueFormat::Json)))
    }

    fn settings(keys: &[&str]) -> ApiKeys {
        ApiKeys::new(keys.iter().map(|key| (*key).to_owned()).collect())
    }

    fn key(text: &str) -> Credential {
        Credential::Key(text.to_owned())
    }

    fn is_refused(access: &Result<Access, Problem>) -> bool {
        matches!(access, Err(problem) if problem.to_string().starts_with("unauthorized"))
    }

    /// Who acts, and with which scopes.
    fn platform(access: Result<Access, Problem>) -> Option<(String, Scopes)> {
        match access {
            Ok(Access::Platform(platform)) => Some((platform.actor.to_string(), platform.scopes)),
            _ => None,
        }
    }

    fn acting(actor: &str, scopes: Scopes) -> Option<(String, Scopes)> {
        Some((actor.to_owned(), scopes))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_key_of_the_settings_has_every_scope_and_acts_by_its_place() {
        let (keys, service) = (settings(&["first-key", "second-key"]), service().await);
        for (offered, actor) in [("first-key", "settings:1"), ("second-key", "settings:2")] {
            assert_eq!(platform(keys.access(key(offered), &service).await), acting(actor, Scopes::ALL));
        }
        for offered in ["first-ke", "first-key1", "First-key", " ", "", "first-key,second-key", "second"] {
            assert!(is_refused(&keys.access(key(offered), &service).await), "{offered:?}");
        }
        assert!(is_refused(&keys.access(Credential::None, &service).await));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_empty_key_opens_nothing_and_leaves_the_door_shut() {
        let (keys, service) = (settings(&[""]), service().await);
        assert!(is_refused(&keys.access(key(""), &service).await));
        assert!(is_refused(&keys.access(Credential::None, &service).await));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_any_key_a_caller_without_credentials_is_the_platform_and_a_wrong_key_is_refused() {
        let (keys, service) = (settings(&[]), service().await);
        assert_eq!(platform(keys.access(Credential::None, &service).await), acting("platform", Scopes::ALL));
        assert!(is_refused(&keys.access(key("any"), &service).await));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_of_the_record_has_its_scopes_and_its_name_and_closes_the_door() {
        let (keys, service) = (settings(&[]), service().await);
        let spec = KeySpec { name: "reader".to_owned(), scopes: vec!["read".to_owned()], expires_at: None };
        let created = service.create_key(&Access::PLATFORM, spec).await.unwrap();
        let access = keys.access(key(created.secret.reveal()), &service).await;
        assert_eq!(platform(access), acting("key:reader", Scopes::of(&[Scope::Read])));
        assert!(is_refused(&keys.access(Credential::None, &service).await));
        service.revoke_key(&Access::PLATFORM, created.record.id).await.unwrap();
        assert!(is_refused(&keys.access(key(created.secret.reveal()), &service).await));
        assert!(
            is_refused(&keys.access(Credential::None, &service).await),
            "a revoked key does not open the door again"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_session_token_makes_an_examinee_and_never_the_platform() {
        let service = service().await;
        for keys in [&[][..], &["first-key"]] {
            let token = Credential::Token(SessionToken::from_client("ast_token"));
            let examinee = settings(keys).access(token, &service).await;
            assert!(matches!(examinee, Ok(Access::Examinee(token)) if token.reveal() == "ast_token"));
        }
    }
}
