//! HMAC-SHA-256 under a secret of the server.

use hmac::{Hmac, KeyInit};
use sha2::Sha256;

use crate::DIGEST_BYTES;

/// The length of a block of SHA-256, to which HMAC fills its key with zeros.
const BLOCK_BYTES: usize = 64;

/// HMAC-SHA-256 under this secret, before any text.
pub(crate) fn under(secret: &[u8; DIGEST_BYTES]) -> Hmac<Sha256> {
    let mut block = [0; BLOCK_BYTES];
    block[..DIGEST_BYTES].copy_from_slice(secret);
    Hmac::new(&block.into())
}
