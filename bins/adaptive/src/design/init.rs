//! `adaptive design init`: a test design to begin with.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};

use anyhow::{Context as _, bail};
use irt_core::{Estimator, SelectionRule};

use crate::args::DesignInitArguments;
use crate::name_list::one_of;

/// A design with every section and key. It is equal to the default design. A name in braces stands for names in code.
const TEMPLATE: &str = include_str!("default_design.toml");

/// How long a line of a comment is at most.
const LINE_CHARACTERS: usize = 119;

/// The text of the design, with the names of all selection rules and estimators.
fn default_design() -> String {
    let (estimators, rules) = (estimator_names(), rule_names());
    TEMPLATE.lines().fold(String::with_capacity(TEMPLATE.len()), |mut text, line| {
        text += &wrapped(&line.replace("{estimators}", &estimators).replace("{selection rules}", &rules));
        text
    })
}

fn estimator_names() -> String {
    one_of(Estimator::ALL.iter().map(|estimator| estimator.as_str()))
}

fn rule_names() -> String {
    one_of(SelectionRule::ALL.iter().map(|rule| rule.as_str()))
}

/// A line as it is, or a comment that is too long in as many lines as it needs.
fn wrapped(line: &str) -> String {
    if line.len() <= LINE_CHARACTERS {
        return format!("{line}\n");
    }
    let mut lines = vec!["#".to_owned()];
    for word in line.trim_start_matches("# ").split(' ') {
        match lines.last_mut().filter(|last| last.len() + 1 + word.len() <= LINE_CHARACTERS) {
            Some(last) => last.extend([" ", word]),
            None => lines.push(format!("# {word}")),
        }
    }
    lines.join("\n") + "\n"
}

pub(crate) fn run(arguments: &DesignInitArguments) -> anyhow::Result<()> {
    let Some(path) = &arguments.out else {
        io::stdout().write_all(default_design().as_bytes())?;
        return Ok(());
    };
    let shown = path.display();
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(default_design().as_bytes()).with_context(|| format!("cannot write {shown}")),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!("{shown} is there already, and stays as it is"),
        Err(error) => Err(error).with_context(|| format!("cannot write {shown}")),
    }
}

#[cfg(test)]
mod tests {
    use irt_core::{CatDesign, CatSpec};

    use super::{LINE_CHARACTERS, default_design, estimator_names, rule_names};

    #[test]
    fn it_comes_to_the_default_design() {
        let spec: CatSpec = toml::from_str(&default_design()).unwrap();
        assert_eq!(CatDesign::new(spec).unwrap(), CatDesign::default());
    }

    #[test]
    fn defaults_behind_a_number_sign_are_the_defaults() {
        let spelt_out: CatSpec = toml::from_str(
            &default_design()
                .replace("\n#", "\n")
                .lines()
                .map(|line| {
                    // What stands behind "# " is an example or an explanation.
                    if line.starts_with(' ') { "\n".to_owned() } else { format!("{line}\n") }
                })
                .collect::<String>(),
        )
        .unwrap();
        assert_eq!((spelt_out.stopping.max_items, spelt_out.prior.sd), (Some(20), Some(1.0)));
        let (design, default) = (CatDesign::new(spelt_out).unwrap(), CatDesign::default());
        assert_eq!((design.stopping_rule(), design.prior()), (default.stopping_rule(), default.prior()));
        assert_eq!((design.huber_tuning(), design.tukey_tuning()), (default.huber_tuning(), default.tukey_tuning()));
        assert_eq!(design.spec().exposure.randomesque, Some(1));
    }

    #[test]
    fn every_example_is_a_key_that_there_is() {
        let is_example =
            |line: &str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
        let text = default_design();
        let uncommented = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(example) if is_example(example) => format!("{example}\n"),
            _ => format!("{line}\n"),
        });
        let spec: CatSpec = toml::from_str(&uncommented.collect::<String>()).unwrap();
        assert_eq!(spec.stopping.classification.unwrap().cuts, [0.0]);
        assert_eq!((spec.content.pretest.unwrap().positions, spec.content.targets.len()), (vec![3, 9], 2));
    }

    #[test]
    fn it_names_every_selection_rule_and_every_estimator() {
        let text = default_design();
        let comment = |key: &str| {
            let (before, _) = text.split_once(key).unwrap();
            let (_, comment) = before.rsplit_once("\n\n").unwrap();
            assert!(comment.lines().all(|line| line.len() <= LINE_CHARACTERS && line.starts_with("# ")), "{comment}");
            comment.replace("\n# ", " ")
        };
        let (estimators, rules) = (comment("\n[estimator]"), comment("\n[selection]"));
        assert_eq!(estimators, format!("# How abilities are estimated: {}.", estimator_names()));
        assert_eq!(rules, format!("# How the next item is chosen: {}.", rule_names()));
    }
}
