//! Which items are converted to the reversed scoring.

use std::str::FromStr;

/// Which items are reversed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reversal {
    None,
    /// Those with a negative slope.
    All,
    /// Those with these ids.
    Items(Vec<String>),
}

impl FromStr for Reversal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "none" => return Ok(Self::None),
            "all" => return Ok(Self::All),
            _ => {}
        }
        let ids: Vec<String> = text.split(',').map(|id| id.trim().to_owned()).collect();
        if ids.iter().any(String::is_empty) { Err("an item id is empty".to_owned()) } else { Ok(Self::Items(ids)) }
    }
}
