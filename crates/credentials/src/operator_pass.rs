//! The pass of a person who has logged in on the operator pages, as the cookie of their browser keeps it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;
use subtle::ConstantTimeEq as _;

use crate::DIGEST_BYTES;
use crate::keyed_hash;

/// The beginning of every pass, by which logs and scanners recognise one.
const PREFIX: &str = "asp_";
/// The number of random bytes that keep the passes of one key apart.
const NONCE_BYTES: usize = 16;
/// The holder's kind and digest, the random bytes and the two times.
const CONTENT_BYTES: usize = 1 + DIGEST_BYTES + NONCE_BYTES + 2 * size_of::<u64>();

/// Whose pass it is. It never has the key itself, so a stolen pass is worth no more than its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassHolder {
    /// Somebody on the machine of a server without keys.
    Anybody,
    /// A key of the settings: its digest under the secret of the server, as such a key may be short.
    SettingsKey([u8; DIGEST_BYTES]),
    /// A key of the record: its digest.
    RecordedKey([u8; DIGEST_BYTES]),
}

/// A pass: whose it is, and for how long it opens anything. The text is signed (HMAC-SHA-256) under a secret of the server.
///
/// ```
/// use credentials::{OperatorPass, PassHolder};
///
/// let secret = [1; 32];
/// let pass = OperatorPass::new(PassHolder::RecordedKey([7; 32]), [3; 16], 1_000);
/// let text = pass.text(&secret);
/// assert_eq!(OperatorPass::from_client(&secret, &text), Some(pass));
/// assert_eq!(OperatorPass::from_client(&[2; 32], &text), None);
/// assert!(pass.is_valid_at(1_000 + 3_599) && !pass.is_valid_at(1_000 + 3_601));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OperatorPass {
    holder: PassHolder,
    nonce: [u8; NONCE_BYTES],
    started_at: u64,
    used_at: u64,
}

impl OperatorPass {
    /// For how many seconds a pass opens anything at most.
    pub const LIFE: u64 = 12 * 3600;
    /// After how many seconds without use it opens nothing any more.
    pub const IDLE: u64 = 3600;

    /// A pass from this second on, in Unix time.
    #[must_use]
    pub const fn new(holder: PassHolder, nonce: [u8; NONCE_BYTES], now: u64) -> Self {
        Self { holder, nonce, started_at: now, used_at: now }
    }

    /// The same pass used at this second.
    #[must_use]
    pub const fn used_at(self, now: u64) -> Self {
        Self { used_at: now, ..self }
    }

    /// Whose it is.
    #[must_use]
    pub const fn holder(&self) -> PassHolder {
        self.holder
    }

    /// How many seconds ago it was used last, as its text says.
    #[must_use]
    pub const fn unused_for(&self, now: u64) -> u64 {
        now.saturating_sub(self.used_at)
    }

    /// Whether it opens anything at this second.
    #[must_use]
    pub const fn is_valid_at(&self, now: u64) -> bool {
        now.saturating_sub(self.started_at) <= Self::LIFE && self.unused_for(now) <= Self::IDLE
    }

    /// The text of the pass.
    #[must_use]
    pub fn text(&self, secret: &[u8; DIGEST_BYTES]) -> String {
        let mut bytes = self.content().to_vec();
        bytes.extend_from_slice(&sign(secret, "operator pass", &bytes));
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The pass of a text that this server has signed; `None` for any other.
    #[must_use]
    pub fn from_client(secret: &[u8; DIGEST_BYTES], text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (content, signature) = bytes.split_first_chunk::<CONTENT_BYTES>()?;
        let is_ours: bool = sign(secret, "operator pass", content).ct_eq(signature).into();
        if is_ours { Self::of_content(content) } else { None }
    }

    /// What the forms of pages for this pass say, so that no other page can send them.
    #[must_use]
    pub fn form_proof(&self, secret: &[u8; DIGEST_BYTES]) -> String {
        URL_SAFE_NO_PAD.encode(sign(secret, "operator form", &self.used_at(0).content()))
    }

    /// The digest of a key of the settings under the secret.
    #[must_use]
    pub fn digest_of_settings_key(secret: &[u8; DIGEST_BYTES], key: &str) -> [u8; DIGEST_BYTES] {
        sign(secret, "settings key", key.as_bytes())
    }

    fn content(&self) -> [u8; CONTENT_BYTES] {
        let (kind, digest) = match self.holder {
            PassHolder::Anybody => (0, [0; DIGEST_BYTES]),
            PassHolder::SettingsKey(digest) => (1, digest),
            PassHolder::RecordedKey(digest) => (2, digest),
        };
        let mut content = [0; CONTENT_BYTES];
        let (head, times) = content.split_at_mut(1 + DIGEST_BYTES + NONCE_BYTES);
        head[0] = kind;
        head[1..=DIGEST_BYTES].copy_from_slice(&digest);
        head[1 + DIGEST_BYTES..].copy_from_slice(&self.nonce);
        times[..8].copy_from_slice(&self.started_at.to_be_bytes());
        times[8..].copy_from_slice(&self.used_at.to_be_bytes());
        content
    }

    fn of_content(content: &[u8; CONTENT_BYTES]) -> Option<Self> {
        let (kind, rest) = content.split_first()?;
        let (digest, rest) = rest.split_first_chunk::<DIGEST_BYTES>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>()?;
        let (started_at, used_at) = rest.split_first_chunk::<8>()?;
        let holder = match kind {
            0 => PassHolder::Anybody,
            1 => PassHolder::SettingsKey(*digest),
            2 => PassHolder::RecordedKey(*digest),
            _ => return None,
        };
        let used_at = u64::from_be_bytes(used_at.try_into().ok()?);
        Some(Self { holder, nonce: *nonce, started_at: u64::from_be_bytes(*started_at), used_at })
    }
}

impl fmt::Debug for OperatorPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorPass(hidden)")
    }
}

fn sign(secret: &[u8; DIGEST_BYTES], purpose: &str, content: &[u8]) -> [u8; DIGEST_BYTES] {
    let mac = keyed_hash::under(secret).chain_update(purpose).chain_update([0]).chain_update(content);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = [5; 32];

    #[test]
    fn a_pass_comes_back_as_it_was_signed_and_not_if_a_bit_differs() {
        for holder in [PassHolder::Anybody, PassHolder::SettingsKey([1; 32]), PassHolder::RecordedKey([2; 32])] {
            let pass = OperatorPass::new(holder, [9; 16], u64::MAX).used_at(17);
            let text = pass.text(&SECRET);
            assert_eq!(OperatorPass::from_client(&SECRET, &text), Some(pass));
            let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX).unwrap()).unwrap();
            for place in 0..bytes.len() {
                let mut altered = bytes.clone();
                altered[place] ^= 1;
                let altered = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(altered));
                assert_eq!(OperatorPass::from_client(&SECRET, &altered), None, "byte {place}");
            }
        }
        for text in ["", PREFIX, "asp_AAAA", "ast_AAAA", "asp_é"] {
            assert_eq!(OperatorPass::from_client(&SECRET, text), None, "{text}");
        }
    }

    #[test]
    fn a_pass_ends_with_its_life_however_often_it_is_used() {
        let pass = OperatorPass::new(PassHolder::Anybody, [0; 16], 100);
        let last = 100 + OperatorPass::LIFE;
        assert!(pass.used_at(last).is_valid_at(last));
        assert!(!pass.used_at(last + 1).is_valid_at(last + 1));
        assert!(!pass.is_valid_at(100 + OperatorPass::IDLE + 1));
    }

    #[test]
    fn the_proof_of_forms_is_that_of_the_pass_and_stays_when_it_is_used() {
        let pass = OperatorPass::new(PassHolder::Anybody, [0; 16], 100);
        assert_eq!(pass.form_proof(&SECRET), pass.used_at(500).form_proof(&SECRET));
        assert_ne!(pass.form_proof(&SECRET), OperatorPass { nonce: [1; 16], ..pass }.form_proof(&SECRET));
        assert_ne!(pass.form_proof(&SECRET), pass.form_proof(&[6; 32]));
        assert_eq!(format!("{pass:?}"), "OperatorPass(hidden)");
    }
}
