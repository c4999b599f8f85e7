//! How TLS is used.

use tokio_postgres::config::SslMode;

/// How TLS is used, in the words of libpq; each mode demands more than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::postgres) enum Mode {
    /// None.
    Disable,
    /// TLS where the server has it, with any server.
    Prefer,
    /// TLS, with any server.
    Require,
    /// TLS, with a server that a known authority has certified, under whatever name.
    VerifyCa,
    /// TLS, with a server that a known authority has certified for the name it is reached by.
    VerifyFull,
}

impl Mode {
    pub(super) const WORDS: [(&str, Self); 5] = [
        ("disable", Self::Disable),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    /// The mode with this word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, mode)| *mode)
    }

    /// The word for it.
    pub(super) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, mode)| *mode == self).map_or("", |(word, _)| word)
    }

    /// Whether a connection without TLS will not do.
    pub(in crate::postgres) fn demands_tls(self) -> bool {
        self >= Self::Require
    }

    /// The mode of the library that connects. It does not decide which server to trust.
    pub(in crate::postgres) const fn negotiation(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::Require | Self::VerifyCa | Self::VerifyFull => SslMode::Require,
        }
    }
}
