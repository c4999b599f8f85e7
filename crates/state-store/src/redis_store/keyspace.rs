//! Which keys are ours.

use crate::store::{Result, SessionKey, StoreError};

/// The prefix that is used unless another is set.
pub const DEFAULT_KEY_PREFIX: &str = "adaptive_engine:";

/// The keys under one prefix.
///
/// The prefix ends neither in a digit nor in a minus sign, so that no key can belong to two prefixes.
#[derive(Debug, Clone)]
pub(super) struct Keyspace {
    prefix: String,
}

impl Keyspace {
    pub(super) fn new(prefix: &str) -> Result<Self> {
        let refused = |why: &str| StoreError::Configuration { reason: format!("the key prefix {prefix:?} {why}") };
        match prefix.chars().last() {
            None => Err(refused("is empty")),
            Some(last) if last.is_ascii_digit() || last == '-' => Err(refused("ends in a digit or a minus sign")),
            Some(_) => Ok(Self { prefix: prefix.to_owned() }),
        }
    }

    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    pub(super) fn key(&self, session: SessionKey) -> String {
        format!("{}{}", self.prefix, session.0)
    }

    /// The session that has this key; `None` for a key that is not one of ours.
    pub(super) fn session(&self, key: &[u8]) -> Option<SessionKey> {
        let tail = std::str::from_utf8(key.strip_prefix(self.prefix.as_bytes())?).ok()?;
        let number: i64 = tail.parse().ok()?;
        // "007" and "+7" are numbers, but not how we write 7.
        (number.to_string() == tail).then_some(SessionKey(number))
    }

    /// The pattern for SCAN that matches all keys with the prefix, whatever characters it has.
    pub(super) fn pattern(&self) -> String {
        let mut pattern = String::with_capacity(self.prefix.len() + 1);
        for character in self.prefix.chars() {
            if matches!(character, '*' | '?' | '[' | ']' | '^' | '-' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        pattern.push('*');
        pattern
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_prefix_and_the_session_number() {
        let keys = Keyspace::new(DEFAULT_KEY_PREFIX).unwrap();
        assert_eq!(keys.key(SessionKey(1)), "adaptive_engine:1");
        assert_eq!(keys.session(b"adaptive_engine:1"), Some(SessionKey(1)));
        assert_eq!(keys.session(b"adaptive_engine:-9223372036854775808"), Some(SessionKey(i64::MIN)));
    }

    #[test]
    fn keys_that_are_not_written_by_us_name_no_session() {
        let keys = Keyspace::new("p:").unwrap();
        for foreign in
            ["p:", "p:x", "p:1x", "p:007", "p:+7", "p: 7", "p:9223372036854775808", "q:1", "p:q:1", "p:\u{661}"]
        {
            assert_eq!(keys.session(foreign.as_bytes()), None, "{foreign}");
        }
        assert_eq!(keys.session(b"p:\xff"), None);
    }

    #[test]
    fn the_pattern_takes_glob_characters_of_the_prefix_literally() {
        assert_eq!(Keyspace::new("a*[b]?\\:").unwrap().pattern(), "a\\*\\[b\\]\\?\\\\:*");
    }

    #[test]
    fn prefixes_that_would_share_keys_with_another_are_refused() {
        for prefix in ["", "app1", "app-"] {
            assert!(matches!(Keyspace::new(prefix), Err(StoreError::Configuration { .. })), "{prefix}");
        }
    }
}
