//! The signatures of a message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::secret::Secret;

/// The version of the scheme: HMAC-SHA-256.
const VERSION: &str = "v1";

/// The value of the header `webhook-signature`: a signature with each secret, with spaces between them, so that a receiver that
/// knows one of the secrets can check it.
#[must_use]
pub fn signatures(secrets: &[Secret], id: &str, timestamp: u64, body: &[u8]) -> String {
    let signed = secrets.iter().filter_map(|secret| signature(secret, id, timestamp, body));
    signed.collect::<Vec<_>>().join(" ")
}

/// HMAC takes keys of any length, so there always is one.
fn signature(secret: &Secret, id: &str, timestamp: u64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.bytes()).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(format!("{VERSION},{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIMESTAMP: u64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn published() -> Secret {
        Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    #[test]
    fn the_published_example_has_its_signature() {
        assert_eq!(signatures(&[published()], ID, TIMESTAMP, BODY), SIGNED);
    }

    #[test]
    fn each_secret_signs_in_its_order() {
        let other = Secret::new(&format!("whsec_{}", STANDARD.encode([9; 32]))).unwrap();
        let alone = signatures(std::slice::from_ref(&other), ID, TIMESTAMP, BODY);
        assert_eq!(signatures(&[other, published()], ID, TIMESTAMP, BODY), format!("{alone} {SIGNED}"));
    }

    #[test]
    fn whatever_is_changed_changes_the_signature() {
        let changed = [
            signatures(&[published()], "msg_other", TIMESTAMP, BODY),
            signatures(&[published()], ID, TIMESTAMP + 1, BODY),
            signatures(&[published()], ID, TIMESTAMP, b"{}"),
        ];
        assert!(changed.iter().all(|signature| signature != SIGNED), "{changed:?}");
    }
}
