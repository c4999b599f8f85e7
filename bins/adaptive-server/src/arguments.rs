//! The command line.

use std::path::PathBuf;

use crate::results::arguments::ResultsCommand;
use crate::settings::listen_address::ListenAddress;

/// Serves adaptive exams over HTTP.
///
/// Settings come from a TOML file, then from the environment (`ADAPTIVE__SECTION__KEY`; `DATABASE_URL`, `REDIS_URL`,
/// `REDIS_HOST`, `REDIS_PORT`, `REDIS_DB`, `REDIS_PASSWORD`; `PORT` for the port alone), then from these flags; the later
/// wins. Without any, the server keeps its record in `adaptive.db` here and its working copies in memory.
#[derive(Debug, clap::Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Where to listen, for example 127.0.0.1:8080 or localhost:8080; port 0 takes a free one.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) bind: Option<ListenAddress>,
    /// The path before all addresses, for example /cat/.
    #[arg(long, value_name = "PATH")]
    pub(crate) base_path: Option<String>,
    /// The settings file.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// The command. Without one the program serves.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The commands.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Rebuilds the working copies that Redis lacks, from the database, and ends.
    ///
    /// A working copy that is missing, unreadable or older than the database is rebuilt; a newer one is left alone.
    /// Servers may run meanwhile. Sessions whose time is over are completed. Exit code 1 if any session failed.
    Recover(RecoverArguments),
    /// Checks what the database has of the sessions, active and completed, and changes nothing.
    ///
    /// Every session is computed again from its answers. A missing attempt, a wrong revision, an estimate, a pending item or a
    /// result that the answers do not lead to is reported. Servers may run meanwhile. Exit code 1 if any session is faulty.
    Verify(VerifyArguments),
    /// Gives an outage back to all sessions with a time limit that it hit, and ends.
    ///
    /// Each session ends later by the part of the outage in which its clock ran. One that expired in the outage or after it is active
    /// again, with this time left. The same command again gives nothing. Servers may run meanwhile. Exit code 1 if any
    /// session failed.
    CreditOutage(CreditOutageArguments),
    /// Creates, lists and revokes API keys, in the database of the settings.
    ///
    /// Servers may run meanwhile and need no restart. Exit code 1 if the database does not answer or has no such key, 2 if an
    /// argument is faulty.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Lists the messages of webhooks, sends them again, and forgets endpoints, in the database of the settings.
    ///
    /// Servers may run meanwhile; they do the sending. Exit code 1 if the database does not answer or has no such message or
    /// endpoint.
    #[command(subcommand)]
    Webhooks(WebhooksCommand),
    /// Exports results, and scores answers again, on the database of the settings.
    #[command(subcommand)]
    Results(ResultsCommand),
    /// Checks the settings, prints those in effect without their secrets, and ends.
    ///
    /// It reports all faults at once. Exit code 2 if there is one.
    CheckConfig(CheckConfigArguments),
    /// Asks the server of these settings whether it lives, and ends: for the health check of a container.
    ///
    /// It prints one line. Exit code 1 if the server does not answer, or is not well.
    Health(HealthArguments),
    /// Brings the schema of the database up to date, prints what it has applied, and ends.
    Migrate(MigrateArguments),
}

/// What to do with API keys.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum KeysCommand {
    /// Makes a key and prints its secret, once, on standard output.
    ///
    /// From then on no server on this database lets a caller in without a credential.
    Create(CreateKeyArguments),
    /// Lists the keys, without their secrets.
    List(ListKeysArguments),
    /// Revokes a key: it opens nothing more, on a running server within a second.
    Revoke {
        /// The number of the key, as `keys list` shows it.
        #[arg(value_name = "KEY_ID")]
        key_id: i64,
    },
}

/// What to do with the messages of webhooks.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum WebhooksCommand {
    /// Lists messages: all that are kept, those that were given up, or those that wait.
    List(ListMessagesArguments),
    /// Lets messages that were given up, or one that was delivered, be sent again at once.
    Resend(ResendArguments),
    /// Deletes an endpoint that the settings do not have any more, with all messages to it.
    Forget {
        /// The name of the endpoint.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// The listing of messages.
#[derive(Debug, clap::Args)]
pub(crate) struct ListMessagesArguments {
    /// Lists those that were given up.
    #[arg(long, conflicts_with = "pending")]
    pub(crate) dead: bool,
    /// Lists those that wait for an attempt.
    #[arg(long)]
    pub(crate) pending: bool,
    /// A table for people, or a list for programs.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
}

/// The messages to be sent again.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ResendArguments {
    /// The message of this name, as `webhooks list` shows it.
    #[arg(value_name = "MESSAGE_ID")]
    pub(crate) message_id: Option<String>,
    /// All that were given up.
    #[arg(long)]
    pub(crate) all_dead: bool,
}

/// The key to be made.
#[derive(Debug, clap::Args)]
pub(crate) struct CreateKeyArguments {
    /// What people call the key.
    #[arg(long)]
    pub(crate) name: String,
    /// What it opens, with commas between: deliver, score, read, author, admin.
    #[arg(long, value_name = "SCOPES", value_delimiter = ',', required = true)]
    pub(crate) scopes: Vec<String>,
    /// From when on it opens nothing, as in RFC 3339, for example 2030-01-31T12:00:00Z; without it the key does not expire.
    #[arg(long, value_name = "TIME")]
    pub(crate) expires_at: Option<jiff::Timestamp>,
    /// `text` prints the secret alone, `json` what the interface replies.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
}

/// The listing of keys.
#[derive(Debug, clap::Args)]
pub(crate) struct ListKeysArguments {
    /// Lists keys that are revoked too.
    #[arg(long)]
    pub(crate) revoked: bool,
    /// A table for people, or the list that the interface replies.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
}

/// The form of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people.
    #[value(alias = "table")]
    Text,
    /// For programs.
    Json,
}

/// What to check.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckConfigArguments {
    /// Also ask the database and Redis.
    #[arg(long)]
    pub(crate) connect: bool,
}

/// What to ask.
#[derive(Debug, clap::Args)]
pub(crate) struct HealthArguments {
    /// Ask whether it is ready to serve (`/readyz`) and not only alive (`/livez`).
    #[arg(long)]
    pub(crate) ready: bool,
}

/// How to migrate.
#[derive(Debug, clap::Args)]
pub(crate) struct MigrateArguments {
    /// Change nothing: print what is missing. Exit code 1 if anything is.
    #[arg(long)]
    pub(crate) check: bool,
}

/// The sessions to recover.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct RecoverArguments {
    /// All active sessions.
    #[arg(long)]
    pub(crate) all: bool,
    /// The session of this number.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) session: Option<i64>,
}

/// The outage, and who gets it back.
#[derive(Debug, clap::Args)]
pub(crate) struct CreditOutageArguments {
    /// When it began, as in RFC 3339, for example 2030-01-31T12:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub(crate) from: jiff::Timestamp,
    /// When it had ended.
    #[arg(long, value_name = "TIME")]
    pub(crate) to: jiff::Timestamp,
    /// The reason, for the events of the sessions.
    #[arg(long)]
    pub(crate) reason: String,
    /// Only sessions of this exam type, of any version.
    #[arg(long, value_name = "NAME")]
    pub(crate) exam_type: Option<String>,
    /// Change nothing: print what the sessions would get.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// The sessions to check, and how to report.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArguments {
    /// Only the session of this number.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) session: Option<i64>,
    /// Lines for people, or one JSON document.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

/// How a command reports on standard output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReportFormat {
    /// A line for each finding, and a summary.
    #[default]
    Text,
    /// One document.
    Json,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("adaptive-server").chain(line.split_whitespace()))
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn without_a_command_it_serves() {
        for line in ["", "--bind 127.0.0.1:8080 --config adaptive.toml", "--config adaptive.toml --bind [::1]:0"] {
            assert!(parse(line).unwrap().command.is_none(), "{line}");
        }
    }

    #[test]
    fn the_settings_file_may_stand_before_or_after_the_command() {
        for line in ["--config a.toml recover --all", "recover --all --config a.toml", "recover --config a.toml --all"]
        {
            let arguments = parse(line).unwrap();
            assert_eq!(arguments.config.unwrap(), PathBuf::from("a.toml"), "{line}");
            assert!(matches!(arguments.command, Some(Command::Recover(RecoverArguments { all: true, .. }))), "{line}");
        }
    }

    #[test]
    fn verifying_takes_all_sessions_unless_one_is_named() {
        for (line, one, json) in
            [("", None, false), ("--session 7", Some(7), false), ("--format json --session 7", Some(7), true)]
        {
            match parse(&format!("verify {line}")).unwrap().command.unwrap() {
                Command::Verify(VerifyArguments { session, format }) => {
                    assert_eq!((session, format == ReportFormat::Json), (one, json), "{line}");
                }
                other => panic!("{line}: {other:?}"),
            }
        }
        assert!(parse("verify --format csv").is_err());
    }

    #[test]
    fn keys_are_made_listed_and_revoked() {
        for line in [
            "keys create --name exams --scopes deliver,read",
            "keys create --name exams --scopes admin --expires-at 2030-01-31T12:00:00Z --format json",
            "keys list",
            "--config a.toml keys list --revoked --format table",
            "keys revoke 7 --config a.toml",
        ] {
            assert!(matches!(parse(line).unwrap().command, Some(Command::Keys(_))), "{line}");
        }
        for line in [
            "keys",
            "keys create",
            "keys create --name exams",
            "keys create --scopes read",
            "keys create --name exams --scopes read --expires-at tomorrow",
            "keys revoke",
            "keys revoke seven",
            "keys list --format xml",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn messages_are_listed_sent_again_and_forgotten() {
        for line in [
            "webhooks list",
            "webhooks list --dead --format json",
            "webhooks list --pending --config a.toml",
            "webhooks resend msg_1",
            "webhooks resend --all-dead",
            "webhooks forget lms",
        ] {
            assert!(matches!(parse(line).unwrap().command, Some(Command::Webhooks(_))), "{line}");
        }
        for line in [
            "webhooks",
            "webhooks list --dead --pending",
            "webhooks resend",
            "webhooks resend msg_1 --all-dead",
            "webhooks forget",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn recovering_takes_all_sessions_or_one() {
        let one = parse("recover --session 7").unwrap().command.unwrap();
        assert!(matches!(one, Command::Recover(RecoverArguments { all: false, session: Some(7) })));
        for line in ["recover", "recover --all --session 7", "recover --session seven", "recover --bind 127.0.0.1:1"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
