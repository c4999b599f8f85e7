//! What separates the columns of a text.

/// The most of a header that is looked at.
pub(super) const MOST_OF_HEADER: usize = 1 << 20;

/// What stands between two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    Semicolon,
    Tab,
}

/// The beginning of a text: whether its first line is Excel's `sep=`, and the separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning {
    pub(super) names_separator: bool,
    pub(super) separator: Separator,
}

impl Separator {
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            b',' => Some(Self::Comma),
            b';' => Some(Self::Semicolon),
            b'\t' => Some(Self::Tab),
            _ => None,
        }
    }

    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// Its name in the plural.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
        }
    }

    /// The separator that a header has most often outside quotation marks. A comma is also punctuation, so another that is as
    /// frequent precedes it.
    fn of_header(header: &[u8]) -> Self {
        let mut counts = [(Self::Comma, 0), (Self::Semicolon, 0), (Self::Tab, 0)];
        let mut is_quoted = false;
        for &byte in header {
            is_quoted ^= byte == b'"';
            let separator = Self::from_byte(byte).filter(|_| !is_quoted);
            counts.iter_mut().filter(|(one, _)| Some(*one) == separator).for_each(|(_, count)| *count += 1);
        }
        let most = counts.into_iter().filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count);
        most.map_or(Self::Comma, |(separator, _)| separator)
    }
}

impl Beginning {
    /// Reads the beginning of a text; `None` when the text given does not have the whole header.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let (first, rest) = first_row(text)?;
        match named_separator(first) {
            Some(separator) => Some(Self { names_separator: true, separator }),
            None if is_separator_line(first) => first_row(rest)
                .map(|(header, _)| Self { names_separator: true, separator: Separator::of_header(header) }),
            None => Some(Self { names_separator: false, separator: Separator::of_header(first) }),
        }
    }
}

/// The first line that is not blank, a line break within quotation marks being part of it, and what follows; `None` when it
/// has no end.
fn first_row(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let begin = text.iter().position(|byte| !byte.is_ascii_whitespace() || *byte == b'\t')?;
    let text = &text[begin..];
    let mut is_quoted = false;
    let end = text.iter().position(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted && matches!(byte, b'\r' | b'\n')
    })?;
    Some(text.split_at(end))
}

/// The separator that Excel's first line `sep=;` names.
fn named_separator(line: &[u8]) -> Option<Separator> {
    let value = is_separator_line(line).then(|| unquoted(line).get(4).copied())??;
    Separator::from_byte(value)
}

fn is_separator_line(line: &[u8]) -> bool {
    unquoted(line).get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"sep="))
}

fn unquoted(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\"").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, names_separator: bool, separator: Separator) {
        assert_eq!(Beginning::read(text.as_bytes()), Some(Beginning { names_separator, separator }), "{text:?}");
    }

    #[test]
    fn the_header_shows_the_separator() {
        check("examinee,q1,q2\n", false, Separator::Comma);
        check("\n\nitem_id;model;a\r\n1,2;3\n", false, Separator::Semicolon);
        check("item_id\tmodel\n", false, Separator::Tab);
        check("\tq1\tq2\n", false, Separator::Tab);
        check("theta\n", false, Separator::Comma);
        check("Name, first name;q1\n", false, Separator::Semicolon);
        check("\"a;b;c\",q1\n", false, Separator::Comma);
        check("\"two\nlines;\",q1;,\n", false, Separator::Comma);
    }

    #[test]
    fn excel_names_the_separator_in_the_first_line() {
        check("sep=;\nitem_id;a\n", true, Separator::Semicolon);
        check("\"sep=,\"\r\nitem_id,a\r\n", true, Separator::Comma);
        check("SEP=\t\nitem_id\ta\n", true, Separator::Tab);
    }

    #[test]
    fn a_header_without_an_end_shows_nothing() {
        assert_eq!(Beginning::read(b"examinee,q1"), None);
        assert_eq!(Beginning::read(b"\"examinee\n"), None);
    }
}
