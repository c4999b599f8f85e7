//! `adaptive completions`: what a shell needs to complete commands and flags.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use crate::args::{Arguments, CompletionsArguments};

pub(crate) fn run(arguments: &CompletionsArguments) -> anyhow::Result<()> {
    // The generator panics when it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "adaptive", &mut script);
    io::stdout().write_all(&script)?;
    Ok(())
}
