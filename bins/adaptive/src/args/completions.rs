//! The arguments of `completions`.

use clap::Args;
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  adaptive completions bash > adaptive.bash
  adaptive completions zsh > _adaptive";

/// Write the completions of a shell to standard output.
///
/// For bash: adaptive completions bash > ~/.local/share/bash-completion/completions/adaptive
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}
