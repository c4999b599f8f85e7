//! API keys of the record.

use std::sync::Arc;
use std::time::Duration;

use exam::{Access, Actor, CreatedKey, Environment as _, ExamError, KeyRefusal, KeySpec, Platform, Scope, Scopes};
use persistence::Page;

use crate::environment::ManualEnvironment;
use crate::faults::When;
use crate::fixture::{Fixture, PLATFORM, SHORT, pending, scripted, with_scopes};

fn spec(scopes: &[&str]) -> KeySpec {
    KeySpec { name: "key".to_owned(), scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(), expires_at: None }
}

async fn created(fixture: &Fixture, scopes: &[&str]) -> CreatedKey {
    fixture.service.create_key(&PLATFORM, spec(scopes)).await.unwrap()
}

fn refusal(outcome: Result<Platform, ExamError>) -> Option<KeyRefusal> {
    match outcome {
        Err(ExamError::KeyRefused(refusal)) => Some(refusal),
        Ok(_) => None,
        Err(other) => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_has_its_scopes_on_every_instance_and_its_secret_is_not_kept() {
    let fixture = Fixture::new().await;
    let key = created(&fixture, &["read", "deliver", "read"]).await;
    for service in [&fixture.service, &fixture.instance()] {
        let platform = service.platform_with_key(key.secret.reveal()).await.unwrap();
        let scopes = Scopes::of(&[Scope::Deliver, Scope::Read]);
        assert_eq!(platform, Platform { actor: Actor::Key("key".into()), scopes });
    }
    let rows = fixture.record.inner().api_keys(Page { after: 0, limit: 9 }, true).await.unwrap();
    assert!(!format!("{rows:?} {key:?}").contains(&key.secret.reveal()[4..]));
    for text in ["", "aek_", "key", &format!("{}A", key.secret.reveal()), &format!("aek_{}", "Q".repeat(43))] {
        assert_eq!(refusal(fixture.service.platform_with_key(text).await), Some(KeyRefusal::Unknown), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_key_is_seen_by_every_instance_and_by_each_for_ever() {
    let fixture = Fixture::new().await;
    let other = fixture.instance();
    for service in [&fixture.service, &other] {
        assert!(!service.has_api_keys().await.unwrap());
    }
    let key = created(&fixture, &["admin"]).await;
    for service in [&fixture.service, &other] {
        assert!(service.has_api_keys().await.unwrap());
    }
    let asked = fixture.record.faults.calls("has_api_keys");
    fixture.service.revoke_key(&PLATFORM, key.record.id).await.unwrap();
    assert!(other.has_api_keys().await.unwrap() && fixture.service.has_api_keys().await.unwrap());
    assert_eq!(fixture.record.faults.calls("has_api_keys"), asked, "whoever has seen a key asks no more");
    assert!(fixture.instance().has_api_keys().await.unwrap(), "a revoked key keeps the door shut");
    assert!(!fixture.service.has_usable_key().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_key_opens_nothing_at_once_even_if_it_is_being_read() {
    let fixture = Fixture::new().await;
    let key = created(&fixture, &["read"]).await;
    let mut held = fixture.record.faults.hold_next("api_key_of", When::After);
    let (service, text) = (fixture.service.clone(), key.secret.reveal().to_owned());
    let reading = tokio::spawn(async move { service.platform_with_key(&text).await });
    held.arrived().await;
    fixture.service.revoke_key(&PLATFORM, key.record.id).await.unwrap();
    held.release();
    reading.await.unwrap().unwrap();
    assert_eq!(refusal(fixture.service.platform_with_key(key.secret.reveal()).await), Some(KeyRefusal::Revoked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_expires_at_its_time() {
    let environment = Arc::new(ManualEnvironment::default());
    let fixture = Fixture::with_environment(environment.clone()).await;
    let expires_at = Some(environment.now() + Duration::from_secs(60));
    let key = fixture.service.create_key(&PLATFORM, KeySpec { expires_at, ..spec(&["read"]) }).await.unwrap();
    environment.advance(Duration::from_micros(59_999_999));
    assert!(fixture.service.platform_with_key(key.secret.reveal()).await.is_ok());
    assert!(fixture.service.has_usable_key().await.unwrap());
    environment.advance(Duration::from_micros(1));
    assert_eq!(refusal(fixture.service.platform_with_key(key.secret.reveal()).await), Some(KeyRefusal::Expired));
    assert!(!fixture.service.has_usable_key().await.unwrap());
    let past = fixture.service.create_key(&PLATFORM, KeySpec { expires_at, ..spec(&["read"]) }).await;
    assert!(matches!(past, Err(ExamError::InvalidValue { field, .. }) if field == "expires_at"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_record_nobody_is_let_in_who_needs_it() {
    let fixture = Fixture::new().await;
    let key = created(&fixture, &["read"]).await;
    let other = fixture.instance();
    fixture.record.faults.fail_all("*", When::Before);
    let refusals = [other.platform_with_key(key.secret.reveal()).await.map(drop), other.has_api_keys().await.map(drop)];
    for refused in refusals {
        assert!(
            matches!(&refused, Err(error @ ExamError::CallerUnchecked(_)) if error.is_unavailable()),
            "{refused:?}"
        );
    }
    assert_eq!(refusal(other.platform_with_key("no-key-of-the-record").await), Some(KeyRefusal::Unknown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_use_that_cannot_be_noted_is_a_use() {
    let fixture = Fixture::new().await;
    let key = created(&fixture, &["read"]).await;
    fixture.record.faults.fail_all("note_api_key_use", When::Before);
    for _ in 0..3 {
        assert!(fixture.service.platform_with_key(key.secret.reveal()).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_token_asks_for_no_key() {
    let fixture = Fixture::new().await;
    created(&fixture, &["admin"]).await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let examinee = Access::Examinee(started.session_token.clone());
    let item = pending(&started.progress);
    fixture.service.answer(&examinee, session, item, &scripted(item)).await.unwrap();
    for call in ["api_key_of", "has_api_keys", "note_api_key_use"] {
        assert_eq!(fixture.record.faults.calls(call), 0, "{call}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_the_business_of_admins() {
    let fixture = Fixture::new().await;
    let key = created(&fixture, &["admin"]).await;
    let examinee = Access::Examinee(fixture.start(SHORT).await.session_token);
    let without = Scopes::of(&[Scope::Deliver, Scope::Score, Scope::Read, Scope::Author]);
    for access in [examinee, with_scopes(without)] {
        let refusals = [
            fixture.service.create_key(&access, spec(&["read"])).await.map(drop),
            fixture.service.api_keys(&access, 0, 9, true).await.map(drop),
            fixture.service.revoke_key(&access, key.record.id).await.map(drop),
        ];
        for refused in refusals {
            let expected = matches!(refused, Err(ExamError::PlatformOnly { .. } | ExamError::InsufficientScope { .. }));
            assert!(expected, "{refused:?}");
        }
    }
    let admin = Access::Platform(fixture.service.platform_with_key(key.secret.reveal()).await.unwrap());
    assert_eq!(fixture.service.api_keys(&admin, 0, 9, false).await.unwrap().len(), 1);
}
