//! References of Markdown texts to the pictures of their bank.

/// A reference of a text to a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetReference {
    /// The line of the file, counted from 1.
    pub row: u64,
    /// The name of the item.
    pub item_id: String,
    /// The column of the text.
    pub column: String,
    /// The name of the picture.
    pub name: String,
}

/// What a reference begins with.
const SCHEME: &str = "asset:";

/// The names of the pictures to which a Markdown text refers: `asset:NAME` in place of an address, so behind `(` or `<`.
pub(crate) fn referenced(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Reference(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// The text with an address in place of each reference that has one.
pub(crate) fn resolved<'a>(text: &str, address_of: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut resolved = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => resolved.push_str(text),
            Piece::Reference(name) => match address_of(name) {
                Some(address) => resolved.push_str(address),
                None => resolved.extend([SCHEME, name]),
            },
        }
    }
    resolved
}

/// A part of a text.
enum Piece<'a> {
    Text(&'a str),
    /// The name in a reference.
    Reference(&'a str),
}

/// The parts of a text: the text before a reference, the reference, and so on.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let (mut rest, mut reference) = (text, None);
    std::iter::from_fn(move || {
        if let Some(name) = reference.take() {
            return Some(Piece::Reference(name));
        }
        if rest.is_empty() {
            return None;
        }
        let Some((start, name)) = next_reference(rest) else { return Some(Piece::Text(std::mem::take(&mut rest))) };
        let before = &rest[..start];
        rest = &rest[start + SCHEME.len() + name.len()..];
        reference = Some(name);
        Some(Piece::Text(before))
    })
}

/// Where the first reference begins, and its name.
fn next_reference(text: &str) -> Option<(usize, &str)> {
    text.match_indices(SCHEME).find_map(|(start, _)| {
        let name = &text[start + SCHEME.len()..];
        let end =
            name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(name.len());
        let is_address = text[..start].ends_with(['(', '<']) && end > 0;
        is_address.then_some((start, &name[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_where_addresses_do() {
        let text = "![A graph](asset:fig-1.png) and [b](<asset:b_2.jpg> \"title\"), (asset:c)";
        assert_eq!(referenced(text).collect::<Vec<_>>(), ["fig-1.png", "b_2.jpg", "c"]);
        for text in ["", "an asset:liability ratio", "(asset: none)", "(asset:", "asset:a.png", "`asset:a.png`"] {
            assert_eq!(referenced(text).next(), None, "{text}");
        }
    }

    #[test]
    fn known_references_become_addresses() {
        let address = |name: &str| (name == "a.png").then_some("/assets/77.png");
        let text = "(asset:a.png)é(asset:b.png) asset:a.png";
        assert_eq!(resolved(text, address), "(/assets/77.png)é(asset:b.png) asset:a.png");
        assert_eq!(resolved("no reference", address), "no reference");
    }
}
