//! Which quoted field of a text does not end as it should.

/// A quoted field that is not closed: it runs to the end of the text, or its closing quotation mark stands within the field.
///
/// A CSV reader accepts both. It then takes the rows that follow for a part of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnclosedQuotation {
    /// The line on which the row of the field begins, counted from 1.
    pub line: u64,
    /// The place of the field in its row, counted from 0.
    pub column: usize,
}

/// Follows the quotation marks of a text byte by byte, as the `csv` crate reads them.
#[derive(Debug)]
pub(super) struct QuotationMarks {
    delimiter: u8,
    place: Place,
    at_row_begin: bool,
    current: UnclosedQuotation,
    fault: Option<UnclosedQuotation>,
}

/// Where the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a field.
    Begin,
    /// In a field without quotation marks, or after the closing one.
    Plain,
    /// Within quotation marks.
    Quoted,
    /// Behind a quotation mark that closes the field unless another follows.
    Closed,
}

impl QuotationMarks {
    pub(super) const fn new() -> Self {
        let current = UnclosedQuotation { line: 1, column: 0 };
        Self { delimiter: b',', place: Place::Begin, at_row_begin: true, current, fault: None }
    }

    pub(super) const fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Takes the next byte, which stands on this line.
    pub(super) fn follow(&mut self, byte: u8, line: u64) {
        let ends_row = matches!(byte, b'\r' | b'\n');
        self.place = match (self.place, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            (Place::Quoted, _) | (Place::Closed, b'"') => Place::Quoted,
            _ if ends_row => {
                self.at_row_begin = true;
                Place::Begin
            }
            (place, byte) => self.in_row(place, byte, line),
        };
    }

    fn in_row(&mut self, place: Place, byte: u8, line: u64) -> Place {
        if self.at_row_begin {
            self.at_row_begin = false;
            self.current = UnclosedQuotation { line, column: 0 };
        }
        match (place, byte) {
            (_, byte) if byte == self.delimiter => {
                self.current.column += 1;
                Place::Begin
            }
            (Place::Begin, b'"') => Place::Quoted,
            (Place::Closed, byte) if !byte.is_ascii_whitespace() => {
                self.fault.get_or_insert(self.current);
                Place::Plain
            }
            _ => Place::Plain,
        }
    }

    /// The text is at its end.
    pub(super) fn end(&mut self) {
        if self.place == Place::Quoted {
            self.fault.get_or_insert(self.current);
        }
    }

    pub(super) const fn fault(&self) -> Option<UnclosedQuotation> {
        self.fault
    }
}
