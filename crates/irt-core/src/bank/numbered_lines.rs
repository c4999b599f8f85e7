//! On which line of a file a row begins.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::quotation_marks::{QuotationMarks, UnclosedQuotation};

/// Numbers the lines of a text while a CSV reader reads it, and finds quoted fields that are not closed.
///
/// The position that the `csv` crate gives a row takes in the blank lines before it and loses a line at each carriage
/// return. Its offset in bytes is right, and [`line_of`](Self::line_of) finds the line by it. Lines end with a line
/// feed, a carriage return, or both; what stands in quotation marks counts as the lines it takes in the file.
///
/// ```
/// use irt_core::NumberedLines;
///
/// let file = "item_id,stem\r\n\r\nq1,\"two\r\nlines\"\r\nq2,one\r\n";
/// let mut rows = csv::Reader::from_reader(NumberedLines::new(file.as_bytes()));
/// let (mut row, mut lines) = (csv::StringRecord::new(), vec![]);
/// while rows.read_record(&mut row)? {
///     lines.push(rows.get_mut().line_of(row.position().unwrap()));
/// }
/// assert_eq!(lines, [3, 5]);
/// # Ok::<(), csv::Error>(())
/// ```
#[derive(Debug)]
pub struct NumberedLines<R> {
    source: R,
    /// The byte that is read next, counted from 0.
    offset: u64,
    /// The line it stands on, counted from 1.
    line: u64,
    previous: u8,
    quotation_marks: QuotationMarks,
    /// Where the lines that are not blank begin, from the row asked for last to the end of what has been read.
    starts: VecDeque<Start>,
}

/// The bytes of U+FEFF in UTF-8.
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

#[derive(Debug, Clone, Copy)]
struct Start {
    offset: u64,
    line: u64,
}

impl<R: Read> NumberedLines<R> {
    /// Numbers the lines of this source, the first being line 1.
    pub const fn new(source: R) -> Self {
        let quotation_marks = QuotationMarks::new();
        Self { source, offset: 0, line: 1, previous: b'\n', quotation_marks, starts: VecDeque::new() }
    }

    /// The same for a text with this byte between its columns, in place of the comma.
    #[must_use]
    pub fn delimited_by(mut self, delimiter: u8) -> Self {
        self.quotation_marks.set_delimiter(delimiter);
        self
    }

    /// The first quoted field that is not closed, in what has been read. A row whose `line` is not before the field's is not
    /// what its author meant.
    ///
    /// ```
    /// use irt_core::NumberedLines;
    ///
    /// let file = "item_id,stem\nq1,\"two, three\nq2,four\n";
    /// let mut rows = csv::Reader::from_reader(NumberedLines::new(file.as_bytes()));
    /// assert_eq!(&rows.records().next().unwrap()?[1], "two, three\nq2,four\n");
    /// let found = rows.get_ref().unclosed_quotation().unwrap();
    /// assert_eq!((found.line, found.column), (2, 1));
    /// # Ok::<(), csv::Error>(())
    /// ```
    pub const fn unclosed_quotation(&self) -> Option<UnclosedQuotation> {
        self.quotation_marks.fault()
    }

    /// The line on which the row at this position begins, counted from 1. Rows are asked for in the order of the file.
    pub fn line_of(&mut self, position: &csv::Position) -> u64 {
        while let Some(start) = self.starts.front() {
            if position.byte() <= start.offset {
                return start.line;
            }
            self.starts.pop_front();
        }
        self.line
    }

    /// The line that is read next, counted from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// What the text is read from.
    pub const fn source(&self) -> &R {
        &self.source
    }

    fn number(&mut self, text: &[u8]) {
        for &byte in text {
            let is_end = matches!(byte, b'\r' | b'\n');
            let after_end = matches!(self.previous, b'\r' | b'\n');
            if after_end && !is_end {
                self.starts.push_back(Start { offset: self.offset, line: self.line });
            }
            // A byte order mark is no text.
            if self.offset >= 3 || !BYTE_ORDER_MARK.contains(&byte) {
                self.quotation_marks.follow(byte, self.line);
            }
            if is_end && (self.previous, byte) != (b'\r', b'\n') {
                self.line += 1;
            }
            self.offset += 1;
            self.previous = byte;
        }
    }
}

impl<R: Read> Read for NumberedLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.number(&buffer[..count]);
        if count == 0 && !buffer.is_empty() {
            self.quotation_marks.end();
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of the rows of a file, read in pieces of this many bytes.
    fn lines(file: &str, piece: usize) -> Vec<u64> {
        let source = NumberedLines::new(file.as_bytes());
        let mut reader = csv::ReaderBuilder::new();
        let mut rows = reader.has_headers(false).flexible(true).buffer_capacity(piece).from_reader(source);
        let (mut row, mut lines) = (csv::ByteRecord::new(), Vec::new());
        while rows.read_byte_record(&mut row).unwrap() {
            lines.push(rows.get_mut().line_of(row.position().unwrap()));
        }
        lines
    }

    fn check(file: &str, expected: &[u64]) {
        for end in ["\n", "\r\n", "\r"] {
            for piece in [1, 2, 3, 7, 8192] {
                let file = file.replace('\n', end);
                assert_eq!(lines(&file, piece), expected, "{file:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn rows_are_numbered_by_the_lines_of_the_file() {
        check("h,i\n1,2\n3,4\n", &[1, 2, 3]);
        check("h,i\n1,2\n3,4", &[1, 2, 3]);
        check("", &[]);
    }

    #[test]
    fn blank_lines_count() {
        check("\n\nh,i\n\n\n1,2\n\n3,4\n\n", &[3, 6, 8]);
        check("h,i\n\n\n3,4", &[1, 4]);
    }

    #[test]
    fn lines_within_quotation_marks_count() {
        check("h,i\n\"a\nb\n\n\",2\n\n\"\n\",4\n5,6\n", &[1, 2, 7, 9]);
        check("h,i\n1,2\n\"not closed\n3,4\n", &[1, 2, 3]);
    }

    /// The field that is not closed, as line and column, in a file read in pieces of this many bytes.
    fn unclosed(file: &str, piece: usize) -> Option<(u64, usize)> {
        let mut reader = csv::ReaderBuilder::new();
        let source = NumberedLines::new(file.as_bytes());
        let mut rows = reader.has_headers(false).flexible(true).buffer_capacity(piece).from_reader(source);
        let mut row = csv::ByteRecord::new();
        while rows.read_byte_record(&mut row).unwrap() {}
        rows.get_ref().unclosed_quotation().map(|found| (found.line, found.column))
    }

    #[test]
    fn a_quoted_field_that_is_not_closed_is_found_in_its_row() {
        for (file, expected) in [
            ("h,i\n1,\"two\nthree\"\n4,\"a \"\"b\"\"\"\n\"\",\"\" \n", None),
            ("h,i\n1,2\n3,\"open,x\n4,5\n", Some((3, 1))),
            ("h,i\n\n\"open", Some((3, 0))),
            ("h,i\n1,\"open\n2,\"next\"\n", Some((2, 1))),
            ("h,i\n1,\"he said \"hi\"\"\n2,3\n", Some((2, 1))),
            ("h,i\n1,a \"b\" c\n2,5\"\n", None),
        ] {
            for piece in [1, 2, 3, 7, 8192] {
                assert_eq!(unclosed(file, piece), expected, "{file:?} in pieces of {piece}");
            }
        }
        assert_eq!(unclosed("\u{feff}\"h\",i\n1,2\n", 8192), None);
        assert_eq!(unclosed("\u{feff}\"h,i\n1,2\n", 8192), Some((1, 0)));
    }

    #[test]
    fn a_byte_order_mark_is_no_line() {
        assert_eq!(lines("\u{feff}h,i\r\n1,2\r\n", 8192), [1, 2]);
    }
}
