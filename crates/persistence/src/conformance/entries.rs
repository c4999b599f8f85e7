//! Entry links and the secrets of the pages.

use std::time::SystemTime;

use super::samples::{fresh_mark, fresh_name, session};
use crate::record::Record;
use crate::rows::EntryUse;

pub(super) async fn of_all_secrets_offered_the_first_is_kept(record: &dyn Record) {
    let name = fresh_name("secret");
    let kept = record.keep_secret(&name, [1; 32]).await.unwrap();
    assert_eq!(kept, [1; 32]);
    assert_eq!(record.keep_secret(&name, [2; 32]).await.unwrap(), kept);
    assert_eq!(record.keep_secret(&fresh_name("secret"), [2; 32]).await.unwrap(), [2; 32]);
}

pub(super) async fn a_link_is_used_by_one_browser(record: &dyn Record) {
    let session = session(record).await.id;
    let token_digest = fresh_mark().key_digest;
    let use_by = |browser| EntryUse { session, token_digest, used_by: [browser; 32], used_at: SystemTime::UNIX_EPOCH };
    assert_eq!(record.entry_used_by(token_digest).await.unwrap(), None);
    for browser in [1, 2, 1] {
        assert_eq!(record.use_entry(use_by(browser)).await.unwrap(), [1; 32]);
    }
    assert_eq!(record.entry_used_by(token_digest).await.unwrap(), Some([1; 32]));
    let other = EntryUse { token_digest: fresh_mark().key_digest, ..use_by(2) };
    assert_eq!(record.use_entry(other).await.unwrap(), [2; 32]);
}
