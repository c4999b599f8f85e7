//! The matrix of a program by columns.

/// A sparse matrix, stored column by column.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    rows: usize,
    start: Vec<usize>,
    row: Vec<u32>,
    value: Vec<f64>,
}

impl Columns {
    /// The matrix of `columns` columns whose rows are lists of column and value.
    pub(super) fn new(columns: usize, rows: &[Vec<(usize, f64)>]) -> Self {
        let mut matrix = Self { rows: 0, start: vec![0; columns + 1], row: Vec::new(), value: Vec::new() };
        matrix.append(rows);
        matrix
    }

    /// Adds rows below the others.
    pub(super) fn append(&mut self, rows: &[Vec<(usize, f64)>]) {
        let columns = self.start.len() - 1;
        let mut added = vec![Vec::new(); columns];
        for (offset, row) in rows.iter().enumerate() {
            for &(column, value) in row.iter().filter(|(_, value)| *value != 0.0) {
                added[column].push(((self.rows + offset) as u32, value));
            }
        }
        let (mut start, mut row, mut value) = (vec![0], Vec::new(), Vec::new());
        for (column, added) in added.iter().enumerate() {
            for (r, v) in self.entries(column).chain(added.iter().copied()) {
                row.push(r);
                value.push(v);
            }
            start.push(row.len());
        }
        *self = Self { rows: self.rows + rows.len(), start, row, value };
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The entries of a column: row and value.
    #[inline]
    pub(super) fn entries(&self, column: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.start[column]..self.start[column + 1];
        self.row[range.clone()].iter().copied().zip(self.value[range].iter().copied())
    }

    /// The product of a dense row vector with a column.
    #[inline]
    pub(super) fn dot(&self, vector: &[f64], column: usize) -> f64 {
        self.entries(column).map(|(row, value)| vector[row as usize] * value).sum()
    }
}
