//! `adaptive design init`: a test design to begin with.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};

use anyhow::{Context as _, bail};

use crate::args::DesignInitArguments;

/// A design with every section and key. It is equal to the default design.
pub(crate) const DEFAULT_DESIGN: &str = include_str!("default_design.toml");

pub(crate) fn run(arguments: &DesignInitArguments) -> anyhow::Result<()> {
    let Some(path) = &arguments.out else {
        io::stdout().write_all(DEFAULT_DESIGN.as_bytes())?;
        return Ok(());
    };
    let shown = path.display();
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(DEFAULT_DESIGN.as_bytes()).with_context(|| format!("cannot write {shown}")),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!("{shown} is there already, and stays as it is"),
        Err(error) => Err(error).with_context(|| format!("cannot write {shown}")),
    }
}

#[cfg(test)]
mod tests {
    use irt_core::{CatDesign, CatSpec};

    use super::DEFAULT_DESIGN;

    #[test]
    fn it_comes_to_the_default_design() {
        let spec: CatSpec = toml::from_str(DEFAULT_DESIGN).unwrap();
        assert_eq!(CatDesign::new(spec).unwrap(), CatDesign::default());
    }

    #[test]
    fn defaults_behind_a_number_sign_are_the_defaults() {
        let spelt_out: CatSpec = toml::from_str(
            &DEFAULT_DESIGN
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
        let uncommented = DEFAULT_DESIGN.lines().map(|line| match line.strip_prefix("# ") {
            Some(example) if is_example(example) => format!("{example}\n"),
            _ => format!("{line}\n"),
        });
        let spec: CatSpec = toml::from_str(&uncommented.collect::<String>()).unwrap();
        assert_eq!(spec.stopping.classification.unwrap().cuts, [0.0]);
        assert_eq!((spec.content.pretest.unwrap().positions, spec.content.targets.len()), (vec![3, 9], 2));
    }
}
