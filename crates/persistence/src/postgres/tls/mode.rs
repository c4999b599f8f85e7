//! How much is asked of TLS.

use tokio_postgres::config::SslMode;

/// How much is asked of TLS, in the words of libpq; each asks for more than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::postgres) enum Mode {
    /// None.
    Disable,
    /// TLS where the server has it, with whoever answers.
    Prefer,
    /// TLS, with whoever answers.
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

    /// The mode that goes by this word.
    pub(super) fn of_word(word: &str) -> Option<Self> {
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

    /// What the library that connects has to do; whom to trust is not its concern.
    pub(in crate::postgres) const fn negotiation(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::Require | Self::VerifyCa | Self::VerifyFull => SslMode::Require,
        }
    }
}
