//! Scopes: what an API key may be used for.

use std::fmt;

/// The scopes: for each its name and what it is for.
macro_rules! scopes {
    ($($variant:ident $name:literal $bit:literal $purpose:literal;)+) => {
        /// A part of the interface that an API key opens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Scope { $(#[doc = $purpose] $variant,)+ }

        impl Scope {
            /// All scopes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in requests, settings and the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the scope is for, in one line.
            #[must_use]
            pub const fn purpose(self) -> &'static str {
                match self { $(Self::$variant => $purpose,)+ }
            }

            const fn bit(self) -> u8 {
                match self { $(Self::$variant => $bit,)+ }
            }
        }
    };
}

scopes! {
    Deliver "deliver" 0b0_0001 "Runs exams: start, next, answer with an option, complete, and the control of sessions";
    Score "score" 0b0_0010 "Sends answers that are scored already, and scores responses without a session";
    Read "read" 0b0_0100 "Reads: lists, summaries, reports and exam types";
    Author "author" 0b0_1000 "Writes and reads banks with their keys, and defines exam types";
    Admin "admin" 0b1_0000 "Everything that the other scopes open, and API keys and the state store";
}

impl Scope {
    /// The scope of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == name)
    }
}

/// A set of scopes.
///
/// ```
/// use credentials::{Scope, Scopes};
///
/// let scopes = Scopes::of(&[Scope::Deliver, Scope::Read]);
/// assert_eq!(scopes.to_string(), "deliver read");
/// assert!(scopes.open(Scope::Read) && !scopes.open(Scope::Author));
/// assert!(Scopes::of(&[Scope::Admin]).open(Scope::Author));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// Every scope.
    pub const ALL: Self = Self::of(Scope::ALL);

    /// The set of these scopes.
    #[must_use]
    pub const fn of(scopes: &[Scope]) -> Self {
        let (mut bits, mut place) = (0, 0);
        while place < scopes.len() {
            bits |= scopes[place].bit();
            place += 1;
        }
        Self(bits)
    }

    /// The scopes that are in one of two sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The scopes of a text of names with spaces between them. A name that is none is left out: it opens nothing.
    #[must_use]
    pub fn from_names(names: &str) -> Self {
        let known = names.split_ascii_whitespace().filter_map(Scope::from_name);
        known.fold(Self::default(), |scopes, scope| scopes.or(Self::of(&[scope])))
    }

    /// Whether a caller with these scopes may do what needs this one: it is in the set, or [`Scope::Admin`] is.
    #[must_use]
    pub const fn open(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes in the set, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.0 & scope.bit() != 0)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::as_str).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_opens_itself_alone_but_for_admin() {
        for &own in Scope::ALL {
            let scopes = Scopes::of(&[own]);
            for &other in Scope::ALL {
                assert_eq!(scopes.open(other), own == other || own == Scope::Admin, "{own:?} {other:?}");
            }
            assert!(!Scopes::default().open(own) && Scopes::ALL.open(own));
        }
    }

    #[test]
    fn scopes_survive_their_names() {
        for bits in 0..=Scopes::ALL.0 {
            let scopes = Scopes(bits);
            assert_eq!(Scopes::from_names(&scopes.to_string()), scopes);
            assert_eq!(scopes.iter().fold(Scopes::default(), |all, scope| all.or(Scopes::of(&[scope]))), scopes);
        }
    }

    #[test]
    fn a_name_that_is_no_scope_opens_nothing() {
        assert!(Scopes::from_names("Deliver delivery ,read superuser").is_empty());
        assert_eq!(Scopes::from_names("fly  read"), Scopes::of(&[Scope::Read]));
    }
}
