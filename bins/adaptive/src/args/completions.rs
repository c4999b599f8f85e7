//! The arguments of `completions`.

use clap::Args;
use clap_complete::Shell;

/// Write the completions of a shell to standard output.
///
/// For bash: adaptive completions bash > ~/.local/share/bash-completion/completions/adaptive
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}
