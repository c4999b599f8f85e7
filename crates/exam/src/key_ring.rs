//! The API keys that an instance has seen of late, so that not every call asks the record.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use credentials::Scopes;
use persistence::{ApiKeyId, ApiKeyRecord};

/// How old a key may be before it is read again, beside the call that uses it.
const REFRESH_AFTER: Duration = Duration::from_millis(500);
/// How old a key may be at most. A key that another instance revokes opens nothing after this time.
const STALE_AFTER: Duration = Duration::from_secs(1);
/// How often the use of a key is noted at most.
pub(crate) const NOTE_INTERVAL: Duration = Duration::from_secs(60);

/// Why an API key opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    /// There is no such key.
    #[error("the credential is neither a known API key nor a session token")]
    Unknown,
    /// Its time is over.
    #[error("the API key has expired")]
    Expired,
    /// It was revoked.
    #[error("the API key has been revoked")]
    Revoked,
}

/// What decides whether a key opens anything, and who acts with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownKey {
    pub(crate) id: ApiKeyId,
    pub(crate) name: Arc<str>,
    scopes: Scopes,
    expires_at: Option<SystemTime>,
    is_revoked: bool,
}

impl From<&ApiKeyRecord> for KnownKey {
    fn from(key: &ApiKeyRecord) -> Self {
        let &ApiKeyRecord { id, ref name, scopes, expires_at, revoked_at, .. } = key;
        Self { id, name: name.as_str().into(), scopes, expires_at, is_revoked: revoked_at.is_some() }
    }
}

impl KnownKey {
    /// What the key opens at this time.
    pub(crate) fn scopes_at(&self, now: SystemTime) -> Result<Scopes, KeyRefusal> {
        match self.expires_at {
            _ if self.is_revoked => Err(KeyRefusal::Revoked),
            Some(end) if end <= now => Err(KeyRefusal::Expired),
            _ => Ok(self.scopes),
        }
    }
}

/// A key as the ring has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cached {
    /// It was read just now.
    Fresh(KnownKey),
    /// It may be used, and this caller has to read it again.
    Ageing(KnownKey),
    /// It must be read before it is used.
    Absent,
}

/// The keys that were seen of late, by the digests of their secrets. Texts that are no key are not kept, so the ring holds as
/// many entries at most as the record has keys.
#[derive(Default)]
pub(crate) struct KeyRing {
    entries: Mutex<Entries>,
    /// Whether there is or has been a key: then this stays so.
    has_keys: AtomicBool,
}

#[derive(Default)]
struct Entries {
    keys: HashMap<[u8; 32], Entry>,
    noted: HashMap<ApiKeyId, Instant>,
    /// Counts the revocations of this instance. What was read before one of them is not kept.
    revocations: u64,
}

struct Entry {
    key: KnownKey,
    read_at: Instant,
    is_being_read: bool,
}

/// The moment before a key is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadMark {
    at: Instant,
    revocations: u64,
}

impl KeyRing {
    /// The key of this digest.
    pub(crate) fn get(&self, digest: &[u8; 32], now: Instant) -> Cached {
        let mut entries = self.entries();
        let Some(entry) = entries.keys.get_mut(digest) else { return Cached::Absent };
        let age = now.saturating_duration_since(entry.read_at);
        if age >= STALE_AFTER {
            Cached::Absent
        } else if age >= REFRESH_AFTER && !std::mem::replace(&mut entry.is_being_read, true) {
            Cached::Ageing(entry.key.clone())
        } else {
            Cached::Fresh(entry.key.clone())
        }
    }

    /// The mark to take before a key is read from the record.
    pub(crate) fn before_read(&self, now: Instant) -> ReadMark {
        ReadMark { at: now, revocations: self.entries().revocations }
    }

    /// Keeps what was read after the mark was taken.
    pub(crate) fn keep(&self, digest: [u8; 32], key: KnownKey, mark: ReadMark) {
        self.has_keys.store(true, Ordering::Release);
        let mut entries = self.entries();
        let is_newer = entries.keys.get(&digest).is_none_or(|entry| entry.read_at <= mark.at);
        if is_newer && entries.revocations == mark.revocations {
            entries.keys.insert(digest, Entry { key, read_at: mark.at, is_being_read: false });
        }
    }

    /// Forgets a key that this instance has revoked. What is being read at this moment is not kept.
    pub(crate) fn forget(&self, id: ApiKeyId) {
        let mut entries = self.entries();
        entries.revocations += 1;
        entries.keys.retain(|_, entry| entry.key.id != id);
        entries.noted.remove(&id);
    }

    /// Whether a use of the key is to be noted now. The caller who hears yes notes it.
    pub(crate) fn is_note_due(&self, id: ApiKeyId, now: Instant) -> bool {
        let mut entries = self.entries();
        let noted = entries.noted.get(&id);
        let due = noted.is_none_or(|noted| now.saturating_duration_since(*noted) >= NOTE_INTERVAL);
        if due {
            entries.noted.insert(id, now);
        }
        due
    }

    /// Whether this instance knows that there is or has been a key.
    pub(crate) fn has_keys(&self) -> bool {
        self.has_keys.load(Ordering::Acquire)
    }

    /// Remembers that there is a key.
    pub(crate) fn remember_keys(&self) {
        self.has_keys.store(true, Ordering::Release);
    }

    /// No call panics while it holds the lock, so its data is whole.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const DIGEST: [u8; 32] = [7; 32];

    fn key() -> KnownKey {
        KnownKey { id: ApiKeyId(1), name: "key".into(), scopes: Scopes::ALL, expires_at: None, is_revoked: false }
    }

    fn ring_with_key(read_at: Instant) -> KeyRing {
        let ring = KeyRing::default();
        ring.keep(DIGEST, key(), ring.before_read(read_at));
        ring
    }

    #[test]
    fn a_key_is_used_for_a_second_at_most_and_read_again_once_before() {
        let start = Instant::now();
        let ring = ring_with_key(start);
        let at = |ms| ring.get(&DIGEST, start + Duration::from_millis(ms));
        assert_eq!(at(499), Cached::Fresh(key()));
        assert_eq!(at(500), Cached::Ageing(key()));
        assert_eq!(at(501), Cached::Fresh(key()), "somebody reads it already");
        assert_eq!(at(999), Cached::Fresh(key()));
        assert_eq!(at(1000), Cached::Absent, "whoever reads it may never come back");
        ring.keep(DIGEST, key(), ring.before_read(start + Duration::from_millis(700)));
        assert_eq!(at(1100), Cached::Fresh(key()));
        assert_eq!(at(1250), Cached::Ageing(key()));
        assert_eq!(ring.get(&[8; 32], start), Cached::Absent);
    }

    #[test]
    fn what_was_read_before_a_revocation_is_not_kept() {
        let start = Instant::now();
        let ring = ring_with_key(start);
        let mark = ring.before_read(start);
        ring.forget(ApiKeyId(1));
        ring.keep(DIGEST, key(), mark);
        assert_eq!(ring.get(&DIGEST, start), Cached::Absent);
        assert!(ring.has_keys(), "a server that has seen a key stays closed");
    }

    #[test]
    fn an_older_read_does_not_replace_a_newer_one() {
        let start = Instant::now();
        let ring = KeyRing::default();
        let (earlier, later) = (ring.before_read(start), ring.before_read(start + Duration::from_millis(10)));
        let revoked = KnownKey { is_revoked: true, ..key() };
        ring.keep(DIGEST, revoked.clone(), later);
        ring.keep(DIGEST, key(), earlier);
        assert_eq!(ring.get(&DIGEST, start + Duration::from_millis(20)), Cached::Fresh(revoked));
    }

    #[test]
    fn a_key_opens_its_scopes_until_it_expires_or_is_revoked() {
        let end = UNIX_EPOCH + Duration::from_secs(100);
        let expiring = KnownKey { expires_at: Some(end), ..key() };
        assert_eq!(expiring.scopes_at(end - Duration::from_micros(1)), Ok(Scopes::ALL));
        assert_eq!(expiring.scopes_at(end), Err(KeyRefusal::Expired));
        assert_eq!(KnownKey { is_revoked: true, ..expiring }.scopes_at(UNIX_EPOCH), Err(KeyRefusal::Revoked));
    }

    #[test]
    fn a_use_is_noted_once_a_minute_for_each_key() {
        let start = Instant::now();
        let ring = KeyRing::default();
        let due = |id, seconds| ring.is_note_due(ApiKeyId(id), start + Duration::from_secs(seconds));
        assert!(due(1, 0) && due(2, 1));
        assert!(!due(1, 59) && due(1, 60) && !due(1, 119) && due(2, 119));
    }
}
