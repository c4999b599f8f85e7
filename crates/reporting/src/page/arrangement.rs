//! Which blocks of a section stand side by side in print.

use super::block::Block;

/// The rows of tables that have room beside a figure.
const ROWS_BESIDE_A_FIGURE: usize = 13;

/// The blocks in groups: a figure with the tables that have room beside it, or a single block.
pub(super) fn groups(blocks: &[Block]) -> Vec<&[Block]> {
    let mut groups = Vec::new();
    let mut rest = blocks;
    while !rest.is_empty() {
        let (group, after) = rest.split_at(1 + tables_beside(rest));
        groups.push(group);
        rest = after;
    }
    groups
}

/// The number of tables after the first block that go beside it.
fn tables_beside(blocks: &[Block]) -> usize {
    let [Block::Figure { .. }, others @ ..] = blocks else { return 0 };
    let mut rows = 0;
    let has_room = |(place, block): &(usize, &Block)| match block {
        Block::Table(table) if table.is_narrow() => {
            rows += table.rows();
            *place == 0 || rows <= ROWS_BESIDE_A_FIGURE
        }
        _ => false,
    };
    others.iter().enumerate().take_while(has_room).count()
}

#[cfg(test)]
mod tests {
    use super::groups;
    use crate::{Axis, Block, Chart, Column, Section, Table};

    fn table(rows: usize, heading: &str) -> Table {
        Table::new("t", [Column::text(heading)], vec![vec!["q".to_owned()]; rows])
    }

    /// The sizes of the groups of a figure followed by these tables.
    fn sizes(tables: impl IntoIterator<Item = Table>) -> Vec<usize> {
        let axes = [Axis::between(0.0, 1.0), Axis::between(0.0, 1.0)];
        let svg = Chart::new("", ["x", "y"], axes, Vec::new()).svg().unwrap();
        let section = Section::new("s", "S").paragraph("text").figure("figure", svg);
        let section = tables.into_iter().fold(section, Section::table);
        groups(&section.blocks).into_iter().map(<[Block]>::len).collect()
    }

    #[test]
    fn narrow_tables_stand_beside_a_figure_as_far_as_there_is_room() {
        assert_eq!(sizes([table(10, "a"), table(3, "b"), table(1, "c")]), [1, 3, 1]);
    }

    #[test]
    fn the_first_table_stands_there_even_if_it_is_longer_than_the_figure() {
        assert_eq!(sizes([table(30, "a"), table(1, "b")]), [1, 2, 1]);
    }

    #[test]
    fn a_wide_table_stands_below() {
        let wide =
            Table::new("t", (0..12).map(|i| Column::number(format!("number {i}"))), [vec!["0.5".to_owned(); 12]]);
        assert_eq!(sizes([wide, table(1, "b")]), [1, 1, 1, 1]);
    }
}
