//! The names of item parameters.

use std::fmt;

use super::limits::MAX_CATEGORIES;

/// The name of an item parameter as files give it: a letter, and a number where the model has several of a kind.
///
/// ```
/// use irt_core::ParameterName;
///
/// let name = ParameterName::from_name("b3").unwrap();
/// assert_eq!((name.letter(), name.number()), ('b', Some(3)));
/// assert_eq!(ParameterName::from_name("b0"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterName {
    letter: char,
    /// From 1 to one less than [`MAX_CATEGORIES`].
    number: Option<u8>,
}

impl ParameterName {
    pub(crate) const A: Self = Self { letter: 'a', number: None };
    pub(crate) const B: Self = Self { letter: 'b', number: None };
    pub(crate) const C: Self = Self { letter: 'c', number: None };
    pub(crate) const D: Self = Self { letter: 'd', number: None };

    /// The parameter of the category with the place `place + 1`; places beyond the last category count as that.
    pub(crate) fn at(letter: char, place: usize) -> Self {
        let number = u8::try_from(place + 1).unwrap_or(MAX_CATEGORIES).min(MAX_CATEGORIES - 1);
        Self { letter, number: Some(number) }
    }

    /// The parameter that is named so: `a`, `b`, `c` or `d`, or one of them with a number from 1 to 254.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let letter = name.chars().next().filter(|letter| matches!(letter, 'a'..='d'))?;
        let digits = &name[1..];
        if digits.is_empty() {
            return Some(Self { letter, number: None });
        }
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        let number = digits.parse().ok().filter(|number| is_plain && *number < MAX_CATEGORIES)?;
        Some(Self { letter, number: Some(number) })
    }

    /// The letter: `a`, `b`, `c` or `d`.
    #[must_use]
    pub const fn letter(self) -> char {
        self.letter
    }

    /// The number, counted from 1.
    #[must_use]
    pub const fn number(self) -> Option<u8> {
        self.number
    }
}

impl fmt::Display for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            None => write!(f, "{}", self.letter),
            Some(number) => write!(f, "{}{number}", self.letter),
        }
    }
}
