//! The path under which a server is reached.

use std::fmt;
use std::str::FromStr;

/// The path before all addresses of a server, with a slash at both ends: `/`, `/cat/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// Why a text is no base path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BasePathError {
    /// The first character is no slash.
    #[error("the base path {0:?} does not begin with a slash, as in \"/cat/\"")]
    NoSlash(String),
    /// A part that a proxy or a browser could change.
    #[error(
        "the base path {0:?} has a part {1:?}: between two slashes stand letters, digits, `-`, `_`, `.` and `~`, and \
         neither nothing nor dots alone"
    )]
    Part(String, String),
}

impl BasePath {
    /// The path without its last slash, as other paths follow it: empty or `/cat`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.0[..self.0.len() - 1]
    }

    /// The path with a slash at both ends.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the base path, with a slash at its beginning; `None` if the path is not below it.
    ///
    /// ```
    /// let base: edge::BasePath = "/cat".parse().unwrap();
    /// assert_eq!(base.below("/cat/livez"), Some("/livez"));
    /// assert_eq!(base.below("/livez"), None);
    /// ```
    #[must_use]
    pub fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.prefix()).filter(|rest| rest.starts_with('/'))
    }
}

impl Default for BasePath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl FromStr for BasePath {
    type Err = BasePathError;

    /// Reads a path with or without a slash at its end.
    fn from_str(text: &str) -> Result<Self, BasePathError> {
        let inner = text.strip_prefix('/').ok_or_else(|| BasePathError::NoSlash(text.to_owned()))?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.is_empty() {
            return if text == "/" {
                Ok(Self::default())
            } else {
                Err(BasePathError::Part(text.to_owned(), String::new()))
            };
        }
        match inner.split('/').find(|part| !is_part(part)) {
            Some(part) => Err(BasePathError::Part(text.to_owned(), part.to_owned())),
            None => Ok(Self(format!("/{inner}/"))),
        }
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_part(part: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    part.bytes().all(allowed) && part.bytes().any(|byte| byte != b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_read_with_and_without_its_last_slash() {
        for (text, path, prefix) in [("/", "/", ""), ("/cat", "/cat/", "/cat"), ("/a/b-1.0/", "/a/b-1.0/", "/a/b-1.0")]
        {
            let base: BasePath = text.parse().unwrap();
            assert_eq!((base.as_str(), base.prefix()), (path, prefix));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "cat", "cat/", "http://h/cat"] {
            assert_eq!(text.parse::<BasePath>(), Err(BasePathError::NoSlash(text.to_owned())));
        }
        for text in ["//", "/a//b", "/a//", "/..", "/a/./b", "/a b", "/a?b", "/a#b", "/{a}", "/%61", "/ä"] {
            assert!(matches!(text.parse::<BasePath>(), Err(BasePathError::Part(..))), "{text}");
        }
    }

    #[test]
    fn only_paths_below_the_base_have_a_rest() {
        let base: BasePath = "/cat/".parse().unwrap();
        assert_eq!(base.below("/cat/"), Some("/"));
        for path in ["/cat", "/cats/livez", "/", "/livez", "/CAT/livez", "cat/livez"] {
            assert_eq!(base.below(path), None, "{path}");
        }
        assert_eq!(BasePath::default().below("/livez"), Some("/livez"));
    }
}
