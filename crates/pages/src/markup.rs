//! The texts of items as HTML: plain, or Markdown with tables, formulas and the pictures of the bank. HTML within a text has no effect.

use exam::TextFormat;
use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html as writer};

use crate::formula::{Place, formula};

/// How a text may be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As paragraphs, tables and lists.
    Blocks,
    /// As one line of text, as an option of an item is one.
    Line,
}

/// What the texts of an item may refer to, and what stands for what cannot be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextRules<'a> {
    /// How the texts are written.
    pub(crate) format: TextFormat,
    /// The beginning of the addresses of the pictures of banks, which ends with a slash.
    pub(crate) pictures: &'a str,
    /// The name of a formula that cannot be shown.
    pub(crate) unreadable_formula: &'a str,
}

/// The text as HTML.
pub(crate) fn markup(text: &str, rules: TextRules<'_>, layout: Layout) -> Markup {
    match rules.format {
        TextFormat::Plain => html! { span.plain { (text) } },
        TextFormat::Markdown => markdown(text, rules, layout),
    }
}

fn markdown(text: &str, rules: TextRules<'_>, layout: Layout) -> Markup {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let events = Parser::new_ext(text, options).filter_map(|event| shown(event, rules, layout));
    let mut html = String::new();
    writer::push_html(&mut html, events);
    PreEscaped(html)
}

/// The event as it is shown; `None` if it is not.
fn shown<'a>(event: Event<'a>, rules: TextRules<'_>, layout: Layout) -> Option<Event<'a>> {
    let math = |source: &str, place| {
        let rendered = formula(source, place, rules.unreadable_formula).into_string();
        Some(Event::InlineHtml(CowStr::from(rendered)))
    };
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => None,
        Event::InlineMath(source) => math(&source, Place::Inline),
        Event::DisplayMath(source) => math(&source, Place::Block),
        // A link would lead out of the exam. Its text stays.
        Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => None,
        // Only pictures of the bank: any other would tell its host who looks at the item.
        Event::Start(Tag::Image { link_type, dest_url, title, id }) if dest_url.starts_with(rules.pictures) => {
            Some(Event::Start(Tag::Image { link_type, dest_url, title, id }))
        }
        Event::Start(Tag::Image { .. }) => None,
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if layout == Layout::Line => None,
        // The page has headings of its own.
        Event::Start(Tag::Heading { .. }) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Paragraph)),
        event => Some(event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: TextRules<'_> =
        TextRules { format: TextFormat::Markdown, pictures: "/assets/", unreadable_formula: "?" };

    fn shown(text: &str, layout: Layout) -> String {
        markup(text, RULES, layout).into_string()
    }

    #[test]
    fn markdown_has_tables_formulas_and_pictures() {
        let html = shown("| x | y |\n|---|---|\n| 1 | $x^2$ |\n\n![a graph](/assets/ab.png)\n", Layout::Blocks);
        for part in ["<table>", "<msup>", "<img src=\"/assets/ab.png\" alt=\"a graph\""] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn nothing_of_a_text_acts_or_loads_from_elsewhere() {
        for text in [
            "<script>alert(1)</script>",
            "a <b onclick=alert(1)>b</b>",
            "[x](javascript:alert(1))",
            "![x](https://other.example/spy.png)",
            "<img src=x onerror=alert(1)>",
            "![x](//other.example/spy.png)",
            "<iframe src=https://other.example>",
        ] {
            for layout in [Layout::Blocks, Layout::Line] {
                let html = shown(text, layout);
                for forbidden in ["<script", "<b ", "href=", "<img", "<iframe"] {
                    assert!(!html.contains(forbidden), "{text}: {html}");
                }
            }
        }
        let plain = markup("<b>1</b>", TextRules { format: TextFormat::Plain, ..RULES }, Layout::Line).into_string();
        assert!(plain.contains("&lt;b&gt;"), "{plain}");
    }

    #[test]
    fn an_option_is_one_line() {
        assert_eq!(shown("*three* $x$", Layout::Line).matches("<p>").count(), 0);
    }
}
