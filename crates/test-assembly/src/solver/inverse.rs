//! The inverse of a basis, dense.

use super::columns::Columns;

/// The smallest pivot with which a basis counts as regular, relative to the largest entry of its column.
const SINGULAR: f64 = 1e-10;

/// The basis is singular, or too close to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Singular;

/// The inverse of the matrix of the basic columns. Row `p` belongs to the basic column at place `p`.
#[derive(Debug, Clone, Default)]
pub(super) struct Inverse {
    order: usize,
    values: Vec<f64>,
    nonzero: Vec<u32>,
}

impl Inverse {
    /// The inverse of a basis of slacks, whose columns are those of minus the unit matrix.
    pub(super) fn of_slacks(order: usize) -> Self {
        let mut values = vec![0.0; order * order];
        (0..order).for_each(|place| values[place * order + place] = -1.0);
        Self { order, values, nonzero: Vec::new() }
    }

    #[inline]
    pub(super) fn row(&self, place: usize) -> &[f64] {
        &self.values[place * self.order..(place + 1) * self.order]
    }

    /// Adds `factor` times a column of the inverse to a vector.
    #[inline]
    pub(super) fn add_column(&self, column: usize, factor: f64, to: &mut [f64]) {
        for (sum, row) in to.iter_mut().zip(self.values.chunks_exact(self.order.max(1))) {
            *sum += factor * row[column];
        }
    }

    /// The product with a vector.
    pub(super) fn times(&self, vector: &[f64], result: &mut [f64]) {
        for (entry, row) in result.iter_mut().zip(self.values.chunks_exact(self.order.max(1))) {
            *entry = row.iter().zip(vector).map(|(a, b)| a * b).sum();
        }
    }

    /// Adds the product with a vector.
    pub(super) fn add_product(&self, vector: &[f64], to: &mut [f64]) {
        for (sum, row) in to.iter_mut().zip(self.values.chunks_exact(self.order.max(1))) {
            *sum += row.iter().zip(vector).map(|(a, b)| a * b).sum::<f64>();
        }
    }

    /// Replaces the basic column at a place by a column of which `column` is the product with this inverse.
    pub(super) fn replace(&mut self, place: usize, column: &[f64]) {
        let order = self.order;
        let factor = 1.0 / column[place];
        let (before, rest) = self.values.split_at_mut(place * order);
        let (pivot_row, after) = rest.split_at_mut(order);
        self.nonzero.clear();
        for (index, value) in pivot_row.iter_mut().enumerate() {
            if *value != 0.0 {
                *value *= factor;
                self.nonzero.push(index as u32);
            }
        }
        let is_sparse = 3 * self.nonzero.len() < order;
        let rows = before.chunks_exact_mut(order).chain(after.chunks_exact_mut(order));
        let factors = column[..place].iter().chain(&column[place + 1..]);
        for (row, &factor) in rows.zip(factors).filter(|(_, factor)| **factor != 0.0) {
            if is_sparse {
                for &index in &self.nonzero {
                    row[index as usize] -= factor * pivot_row[index as usize];
                }
            } else {
                row.iter_mut().zip(pivot_row.iter()).for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
    }

    /// The inverse for a basis that grows by the slacks of rows that `columns` has already.
    pub(super) fn grow(&mut self, columns: &Columns, basis: &[usize], variables: usize) {
        let (old, order) = (self.order, columns.rows());
        let mut values = vec![0.0; order * order];
        for (row, old_row) in values.chunks_exact_mut(order.max(1)).zip(self.values.chunks_exact(old.max(1))) {
            row[..old].copy_from_slice(old_row);
        }
        let (known, grown) = values.split_at_mut(old * order);
        for (place, &column) in basis[..old].iter().enumerate().filter(|(_, column)| **column < variables) {
            for (row, value) in columns.entries(column).filter(|(row, _)| *row as usize >= old) {
                let row = &mut grown[(row as usize - old) * order..(row as usize - old + 1) * order];
                let known = &known[place * order..(place + 1) * order];
                row[..old].iter_mut().zip(known).for_each(|(sum, known)| *sum += value * known);
            }
        }
        for place in old..order {
            values[place * order + place] = -1.0;
        }
        self.order = order;
        self.values = values;
    }

    /// Computes the inverse of a basis anew. Columns from `variables` on are slacks.
    ///
    /// Only the rows without a basic slack need elimination, so the work is cubic in their number alone.
    pub(super) fn refactor(&mut self, columns: &Columns, basis: &[usize], variables: usize) -> Result<(), Singular> {
        let order = basis.len();
        let mut place_of_slack = vec![usize::MAX; order];
        let mut structural = Vec::new();
        for (place, &column) in basis.iter().enumerate() {
            if column < variables {
                structural.push(place);
            } else {
                place_of_slack[column - variables] = place;
            }
        }
        let core_rows: Vec<usize> = (0..order).filter(|row| place_of_slack[*row] == usize::MAX).collect();
        if core_rows.len() != structural.len() {
            return Err(Singular);
        }
        let core = core_inverse(columns, basis, &structural, &core_rows)?;
        let size = core_rows.len();
        self.order = order;
        self.values.clear();
        self.values.resize(order * order, 0.0);
        for (index, &place) in structural.iter().enumerate() {
            let core_row = &core[index * size..(index + 1) * size];
            let row = &mut self.values[place * order..(place + 1) * order];
            core_rows.iter().zip(core_row).for_each(|(&to, value)| row[to] = *value);
            for (row, value) in columns.entries(basis[place]) {
                let slack = place_of_slack[row as usize];
                if slack != usize::MAX {
                    let sums = &mut self.values[slack * order..(slack + 1) * order];
                    core_rows.iter().zip(core_row).for_each(|(&to, core)| sums[to] += value * core);
                }
            }
        }
        for (row, &place) in place_of_slack.iter().enumerate().filter(|(_, place)| **place != usize::MAX) {
            self.values[place * order + row] = -1.0;
        }
        Ok(())
    }
}

/// The inverse of the part of the basis that has no slacks, by elimination with row exchanges.
fn core_inverse(
    columns: &Columns,
    basis: &[usize],
    structural: &[usize],
    core_rows: &[usize],
) -> Result<Vec<f64>, Singular> {
    let size = core_rows.len();
    let width = 2 * size;
    let mut core_of_row = vec![usize::MAX; columns.rows()];
    core_rows.iter().enumerate().for_each(|(index, &row)| core_of_row[row] = index);
    let mut work = vec![0.0; size * width];
    for (index, &place) in structural.iter().enumerate() {
        for (row, value) in columns.entries(basis[place]) {
            let row = core_of_row[row as usize];
            if row != usize::MAX {
                work[row * width + index] = value;
            }
        }
    }
    for index in 0..size {
        work[index * width + size + index] = 1.0;
    }
    for pivot in 0..size {
        eliminate(&mut work, size, pivot)?;
    }
    Ok(work.chunks_exact(width.max(1)).flat_map(|row| row[size..].iter().copied()).collect())
}

fn eliminate(work: &mut [f64], size: usize, pivot: usize) -> Result<(), Singular> {
    let width = 2 * size;
    let entry = |work: &[f64], row: usize| work[row * width + pivot].abs();
    let best = (pivot..size).fold(pivot, |best, row| if entry(work, row) > entry(work, best) { row } else { best });
    if entry(work, best) < SINGULAR {
        return Err(Singular);
    }
    if best != pivot {
        (0..width).for_each(|column| work.swap(pivot * width + column, best * width + column));
    }
    let (before, rest) = work.split_at_mut(pivot * width);
    let (pivot_row, after) = rest.split_at_mut(width);
    let factor = 1.0 / pivot_row[pivot];
    pivot_row[pivot..].iter_mut().for_each(|value| *value *= factor);
    for row in before.chunks_exact_mut(width).chain(after.chunks_exact_mut(width)) {
        let factor = row[pivot];
        if factor != 0.0 {
            row[pivot..].iter_mut().zip(&pivot_row[pivot..]).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    Ok(())
}
