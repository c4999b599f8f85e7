//! API keys.

use std::time::Duration;

use credentials::{Scope, Scopes};

use super::refusal::assert_refused;
use super::samples::{DELICATE_TEXT, fresh_mark, fresh_name, moment};
use crate::record::Record;
use crate::rows::{ApiKeyId, ApiKeyRecord, NewApiKey, Page};

fn new_key() -> NewApiKey {
    NewApiKey {
        name: fresh_name(DELICATE_TEXT),
        scopes: Scopes::of(&[Scope::Deliver, Scope::Read]),
        digest: fresh_mark().key_digest,
        created_at: moment(0),
        expires_at: Some(moment(60)),
    }
}

async fn reread(record: &dyn Record, key: &NewApiKey) -> ApiKeyRecord {
    record.api_key_of(key.digest).await.unwrap().unwrap()
}

pub(super) async fn a_key_comes_back_without_its_digest(record: &dyn Record) {
    for key in [new_key(), NewApiKey { expires_at: None, scopes: Scopes::ALL, ..new_key() }] {
        let inserted = record.insert_api_key(key.clone()).await.unwrap();
        let NewApiKey { name, scopes, created_at, expires_at, .. } = key.clone();
        let expected = ApiKeyRecord {
            id: inserted.id,
            name,
            scopes,
            created_at,
            expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        assert_eq!(inserted, expected);
        assert_eq!(reread(record, &key).await, expected);
        assert!(record.has_api_keys().await.unwrap());
        assert_refused(&record.insert_api_key(key).await);
    }
    assert_eq!(record.api_key_of([0xa5; 32]).await.unwrap(), None);
}

pub(super) async fn a_key_is_revoked_once_and_stays(record: &dyn Record) {
    let key = new_key();
    let inserted = record.insert_api_key(key.clone()).await.unwrap();
    let revoked = ApiKeyRecord { revoked_at: Some(moment(3)), ..inserted.clone() };
    assert_eq!(record.revoke_api_key(inserted.id, moment(3)).await.unwrap(), Some(revoked.clone()));
    assert_eq!(record.revoke_api_key(inserted.id, moment(4)).await.unwrap(), Some(revoked.clone()));
    assert_eq!(reread(record, &key).await, revoked);
    assert!(record.has_api_keys().await.unwrap());
    assert_eq!(record.revoke_api_key(ApiKeyId(i64::MAX), moment(3)).await.unwrap(), None);
}

pub(super) async fn a_use_is_noted_once_a_while(record: &dyn Record) {
    let key = new_key();
    let id = record.insert_api_key(key.clone()).await.unwrap().id;
    let minute = Duration::from_secs(60);
    for (at, noted) in [(100, 100), (159, 100), (161, 161), (50, 161)] {
        record.note_api_key_use(id, moment(at), minute).await.unwrap();
        assert_eq!(reread(record, &key).await.last_used_at, Some(moment(noted)), "after a use at {at}");
    }
    record.note_api_key_use(ApiKeyId(i64::MAX), moment(0), minute).await.unwrap();
}

pub(super) async fn pages_of_keys_have_each_once(record: &dyn Record) {
    let mut keys = Vec::new();
    for _ in 0..3 {
        keys.push(record.insert_api_key(new_key()).await.unwrap());
    }
    keys[1] = record.revoke_api_key(keys[1].id, moment(1)).await.unwrap().unwrap();
    let page = |after: i64, limit| Page { after, limit };
    let first = keys[0].id.0 - 1;
    assert_eq!(record.api_keys(page(first, 2), true).await.unwrap(), keys[..2]);
    assert_eq!(record.api_keys(page(keys[1].id.0, 1), true).await.unwrap(), keys[2..]);
    let usable = record.api_keys(page(first, 2), false).await.unwrap();
    assert_eq!(usable, [keys[0].clone(), keys[2].clone()]);
}
