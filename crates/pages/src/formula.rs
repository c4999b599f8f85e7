//! Formulas of items, from LaTeX to MathML.

use maud::{Markup, PreEscaped, html};
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Event, Parser, ParserError, RenderConfig, Storage, push_mathml};

/// How a formula stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Within a line.
    Inline,
    /// On lines of its own.
    Block,
}

/// The longest formula that is rendered, in bytes. A longer one is shown as its source.
const LONGEST: usize = 4000;

/// The formula as MathML. What cannot be read as a formula is shown as it is written, with a name that says so.
pub(crate) fn formula(source: &str, place: Place, unreadable: &str) -> Markup {
    match math_ml(source, place) {
        Some(math_ml) => PreEscaped(math_ml),
        None => html! { code title=(unreadable) { (source) } },
    }
}

fn math_ml(source: &str, place: Place) -> Option<String> {
    if source.len() > LONGEST {
        return None;
    }
    let storage = Storage::new();
    let events: Vec<Event<'_>> = Parser::new(source, &storage).collect::<Result<_, _>>().ok()?;
    let display_mode = match place {
        Place::Inline => DisplayMode::Inline,
        Place::Block => DisplayMode::Block,
    };
    let config = RenderConfig { display_mode, annotation: None, ..RenderConfig::default() };
    let mut text = String::new();
    let events = events.into_iter().map(Ok::<_, ParserError>);
    push_mathml(&mut text, events, config).ok()?;
    is_plain(&text).then(|| named(&text, source))
}

/// The formula with its source as its name: the name of an option or of a column has no other text where it is a formula.
fn named(math_ml: &str, source: &str) -> String {
    let name = html! { (source.trim()) }.into_string();
    math_ml.replacen("<math", &format!("<math aria-label=\"{name}\""), 1)
}

/// Whether the text has MathML alone: neither styles, which the policy of the pages forbids to be written there, nor addresses, nor
/// elements of other kinds, such as a formula could ask for with commands of its own.
fn is_plain(math_ml: &str) -> bool {
    let lower = math_ml.to_ascii_lowercase();
    let foreign = ["<script", "<style", "<a ", "<img", "<iframe", "<annotation-xml", "href", "src=", " on"];
    !foreign.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_math_ml() {
        let fraction = formula(r"\frac{a^2}{b_1} \le \sqrt{x}", Place::Inline, "?").into_string();
        for part in ["<math", "<mfrac>", "<msup>", "<msub>", "<msqrt>", "≤", "</math>"] {
            assert!(fraction.contains(part), "{part}: {fraction}");
        }
        assert!(formula("x", Place::Block, "?").into_string().contains("block"), "a block is marked as one");
    }

    #[test]
    fn what_is_no_formula_is_shown_as_it_is_written() {
        for source in [r"\frac{1}{", r"\nosuchcommand", "{", &"x".repeat(LONGEST + 1)] {
            let shown = formula(source, Place::Inline, "cannot be shown").into_string();
            assert!(shown.starts_with("<code title=\"cannot be shown\">"), "{source}: {shown}");
        }
    }

    #[test]
    fn a_formula_brings_no_elements_of_its_own() {
        for source in [
            r"\text{<script>alert(1)</script>}",
            r"\href{javascript:alert(1)}{x}",
            "<img src=x onerror=alert(1)>",
            r"a < b \& c > d",
            r#"\text{" onclick="x"}"#,
        ] {
            let shown = formula(source, Place::Inline, "?").into_string();
            assert!(!shown.contains("<script") && !shown.contains("<img") && !shown.contains("href="), "{shown}");
            assert!(!shown.contains(" onclick=\""), "{shown}");
        }
    }
}
