//! Pages and their tables.

use reporting::{Axis, Chart, Column, Page, Section, Table};

#[test]
fn a_page_lists_its_sections_and_shows_their_blocks_in_order() {
    let axes = [Axis::between(0.0, 1.0), Axis::between(0.0, 1.0)];
    let svg = Chart::new("Empty", ["x", "y"], axes, Vec::new()).svg().unwrap();
    let section = Section::new("first", "The first")
        .paragraph("a paragraph")
        .figure("a figure", svg.clone())
        .table(Table::from_pairs("A table", [Column::text(""), Column::number("value")], [("row", "1".to_owned())]))
        .note("a note");
    let page = Page::new("Report")
        .with_lead("the lead")
        .with_program("test 1.0")
        .with_footer("the end")
        .with_sections([section, Section::new("second", "The second")]);
    let html = page.html();
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>"));
    for link in ["<a href=\"#first\">The first</a>", "<a href=\"#second\">The second</a>"] {
        assert!(html.contains(link), "{link}");
    }
    let figure = format!("<figure role=\"img\" aria-label=\"a figure\">{svg}</figure>");
    let parts = ["content=\"test 1.0\"", "the lead", "a paragraph", &figure, "<caption>A table", "a note", "the end"];
    let places: Vec<usize> = parts.iter().map(|part| html.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn text_from_files_is_escaped() {
    let hostile = "<script>alert(1)</script>&\"'";
    let table = Table::new(hostile, [Column::text(hostile), Column::number(hostile)], [vec![hostile.to_owned(); 2]]);
    let section = Section::new(hostile, hostile).paragraph(hostile).note(hostile).table(table);
    let page = Page::new(hostile).with_lead(hostile).with_program(hostile).with_footer(hostile).with_section(section);
    assert!(!page.html().contains("<script"));
}

#[test]
fn the_first_cell_of_a_row_is_its_heading() {
    let columns = [Column::text("item"), Column::text("model"), Column::number("b")];
    let table = Table::new("Items", columns, [vec!["q1".to_owned(), "2pl".to_owned(), "0.5".to_owned()]]);
    let html = Page::new("Items").with_section(Section::new("items", "Items").table(table)).html();
    let row = "<th class=\"text\" scope=\"row\">q1</th><td class=\"text\">2pl</td><td>0.5</td>";
    assert!(html.contains(row), "{html}");
}
