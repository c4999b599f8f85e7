//! A person at the terminal, or a file of answers in their place.

use std::io::{self, BufRead, IsTerminal as _};

use anyhow::{Context as _, ensure};
use exam::{Answer, ShownItem, ShownOption};

use super::examinee::Examinee;
use super::screen::Screen;

/// What ends the exam before its time.
const QUIT: [&str; 2] = ["q", "quit"];
/// The longest line that is read, in bytes; no key of an option is nearly as long.
const LONGEST_LINE: u64 = 4096;

/// Reads answers line by line.
pub(super) struct Person<R> {
    lines: R,
    /// Whether what is typed does not show on the screen by itself.
    echo: bool,
}

impl<R: BufRead> Person<R> {
    pub(super) fn new(lines: R) -> Self {
        Self { lines, echo: !io::stdin().is_terminal() }
    }

    /// The next line without white space at its ends; `None` at the end of input.
    fn line(&mut self) -> anyhow::Result<Option<String>> {
        let mut line = Vec::new();
        io::Read::take(&mut self.lines, LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .context("the answers cannot be read")?;
        Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).trim().to_owned()))
    }
}

impl<R: BufRead> Examinee for Person<R> {
    fn answer(&mut self, item: &ShownItem, screen: &mut Screen) -> anyhow::Result<Option<Answer>> {
        ensure!(
            !item.options.is_empty(),
            "item {:?} has no options to choose from; a person cannot answer it here, --auto can",
            item.item_id
        );
        screen.question(item)?;
        loop {
            screen.prompt(item)?;
            let Some(typed) = self.line()? else {
                screen.end_of_input()?;
                return Ok(None);
            };
            if self.echo {
                screen.echo(&typed)?;
            }
            match choice(&item.options, &typed) {
                Some(option) => return Ok(Some(Answer::Choice(option.key.clone()))),
                None if QUIT.iter().any(|word| typed.eq_ignore_ascii_case(word)) => return Ok(None),
                None => screen.not_an_option(&typed, item)?,
            }
        }
    }
}

/// The option that was typed, in capitals or not.
fn choice<'a>(options: &'a [ShownOption], typed: &str) -> Option<&'a ShownOption> {
    let exact = options.iter().find(|option| option.key == typed);
    exact.or_else(|| options.iter().find(|option| option.key.eq_ignore_ascii_case(typed)))
}
