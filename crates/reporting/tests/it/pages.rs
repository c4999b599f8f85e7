//! Pages and their tables.

use reporting::{Axis, Chart, Column, Page, Section, Table};

#[test]
fn a_page_lists_its_sections_and_shows_their_blocks_in_order() {
    let axes = [Axis::between(0.0, 1.0), Axis::between(0.0, 1.0)];
    let svg = Chart::new("Empty", ["x", "y"], axes, Vec::new()).svg().unwrap();
    let section = Section::new("first", "The first")
        .paragraph("a paragraph")
        .warnings("Mind", ["a warning".to_owned(), "another".to_owned()])
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
    let figure =
        format!("<figure class=\"scrolling\" role=\"img\" tabindex=\"0\" aria-label=\"a figure\">{svg}</figure>");
    let list = "<strong>Mind</strong></p><ul><li>a warning</li><li>another</li></ul>";
    let head = ["content=\"test 1.0\"", "the lead", "a paragraph"];
    let parts = [list, &figure, "<caption>A table", "a note", "the end"];
    let parts: Vec<&str> = head.into_iter().chain(parts).collect();
    let places: Vec<usize> = parts.iter().map(|part| html.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn text_from_files_is_escaped() {
    let hostile = "<script>alert(1)</script>&\"'";
    let table = Table::new(hostile, [Column::text(hostile), Column::number(hostile)], [vec![hostile.to_owned(); 2]]);
    let section = Section::new(hostile, hostile).paragraph(hostile).note(hostile).table(table);
    let section = section.warnings(hostile, [hostile.to_owned()]);
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

#[test]
fn a_table_scrolls_in_a_box_that_the_keyboard_reaches() {
    let table = Table::new("Items", [Column::text("item")], [vec!["q1".to_owned()]]);
    let html = Page::new("Items").with_section(Section::new("items", "Items").table(table)).html();
    let opening = "<div class=\"scrolling narrow\" role=\"group\" tabindex=\"0\" aria-label=\"Items\"><table";
    assert!(html.contains(opening), "{html}");
}

#[test]
fn a_figure_and_the_narrow_tables_after_it_stand_together() {
    let axes = [Axis::between(0.0, 1.0), Axis::between(0.0, 1.0)];
    let svg = Chart::new("Empty", ["x", "y"], axes, Vec::new()).svg().unwrap();
    let table = |caption: &str| Table::new(caption, [Column::text("item")], [vec!["q1".to_owned()]]);
    let section = Section::new("s", "S").figure("f", svg).table(table("one")).table(table("two")).note("end");
    let html = Page::new("p").with_section(section).html();
    let beside = html.split("<div class=\"beside\"><figure").nth(1).unwrap();
    let beside = beside.split("</div></div></div>").next().unwrap();
    assert!(
        beside.contains("<caption>one") && beside.contains("<caption>two") && !beside.contains("class=\"note\""),
        "{html}"
    );
}

#[test]
fn a_table_without_headings_has_no_head_and_one_without_some_no_empty_heading() {
    let rows = || [vec!["q1".to_owned(), "0.5".to_owned()]];
    let of = |headings: [Column; 2]| {
        let table = Table::new("Items", headings, rows());
        Page::new("Items").with_section(Section::new("items", "Items").table(table)).html()
    };
    assert!(!of([Column::text(""), Column::text("")]).contains("<thead>"));
    let html = of([Column::text(""), Column::number("b")]);
    assert!(html.contains("<thead><tr><td></td><th scope=\"col\">b</th></tr></thead>"), "{html}");
}

#[test]
fn only_a_long_table_may_be_split_in_print() {
    let html = |rows: usize| {
        let table = Table::new("Items", [Column::text("item")], vec![vec!["q".to_owned()]; rows]);
        Page::new("Items").with_section(Section::new("items", "Items").table(table)).html()
    };
    assert!(html(16).contains("<table class=\"short\">") && html(17).contains("<table class=\"long\">"));
}
