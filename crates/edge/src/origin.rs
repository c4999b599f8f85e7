//! The origin of a page: scheme, host and port.

use std::fmt;

use url::Url;

/// An origin of the web, in the form in which a browser sends it: without the port that its scheme has by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// A wildcard instead of an origin.
    #[error("`*` would let every page of the web in: list the origins")]
    Wildcard,
    /// Another scheme than that of a web page.
    #[error("{0:?} does not begin with http:// or https://")]
    Scheme(String),
    /// More than scheme, host and port.
    #[error("{0:?} has more than scheme://host[:port]; leave out the path, also the slash at its end")]
    TooMuch(String),
    /// A host or port that cannot be read.
    #[error("{0:?} is not scheme://host[:port]")]
    Unreadable(String),
}

impl Origin {
    /// Reads `scheme://host[:port]`.
    ///
    /// ```
    /// use edge::Origin;
    ///
    /// let origin = Origin::parse("https://Exam.example:443").unwrap();
    /// assert_eq!(origin.as_str(), "https://exam.example");
    /// assert!(Origin::parse("https://exam.example/start").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Err(OriginError::Wildcard);
        }
        let lower = text.to_ascii_lowercase();
        let rest = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://"));
        let rest = rest.ok_or_else(|| OriginError::Scheme(text.to_owned()))?;
        if rest.contains(['/', '\\', '?', '#', '@']) {
            return Err(OriginError::TooMuch(text.to_owned()));
        }
        if rest.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '*') {
            return Err(OriginError::Unreadable(text.to_owned()));
        }
        let url = Url::parse(&lower).map_err(|_| OriginError::Unreadable(text.to_owned()))?;
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// The origin of the pages of a server that is reached without TLS under this `Host`.
    #[must_use]
    pub fn of_host(host: &str) -> Option<Self> {
        Self::parse(&format!("http://{host}")).ok()
    }

    /// The text that a browser sends.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_origin_are_equal() {
        let origin = |text| Origin::parse(text).unwrap();
        assert_eq!(origin("http://localhost:80"), origin("HTTP://LOCALHOST"));
        assert_eq!(origin("https://exam.example"), origin("https://EXAM.example:443"));
        assert_eq!(Origin::of_host("[::1]:8080").unwrap(), origin("http://[0:0::1]:8080"));
    }

    #[test]
    fn origins_that_differ_in_scheme_host_or_port_differ() {
        let own = Origin::of_host("localhost:8080").unwrap();
        for text in ["https://localhost:8080", "http://localhost", "http://localhost:8081", "http://127.0.0.1:8080"] {
            assert_ne!(Origin::parse(text).unwrap(), own, "{text}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_with_the_cause() {
        assert_eq!(Origin::parse("*"), Err(OriginError::Wildcard));
        for text in ["", "null", "exam.example", "ftp://exam.example", "file://", "javascript:alert(1)", " http://a"] {
            assert_eq!(Origin::parse(text), Err(OriginError::Scheme(text.to_owned())));
        }
        for text in ["http://a/", "https://a/b", "http://a?b", "http://a#b", "http://u@a", "http://a\\b"] {
            assert_eq!(Origin::parse(text), Err(OriginError::TooMuch(text.to_owned())));
        }
        for text in
            ["http://", "http://a:b", "http://a:70000", "http://*.a", "http://a b", "http://a\t", "http://a,b c"]
        {
            assert_eq!(Origin::parse(text), Err(OriginError::Unreadable(text.to_owned())));
        }
    }
}
