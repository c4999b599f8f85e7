//! The server and the floor as child processes.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use benches::workload::Outcome;

use crate::arguments::{Arguments, FloorSettings};
use crate::services::Services;

/// A process that serves until this is dropped.
pub(crate) struct Contender {
    child: Child,
    /// Keeps the pipe open: a program may write to its standard output at any time.
    _output: BufReader<ChildStdout>,
    /// `host:port`.
    pub(crate) host: String,
}

impl Contender {
    /// Starts the server that the arguments name. Its log is where they say, or among the files that are removed.
    pub(crate) fn server_of(arguments: &Arguments, services: &Services) -> Outcome<Self> {
        let log = arguments.log.clone().unwrap_or_else(|| services.directory().join("server.log"));
        Self::server(&server_program(arguments.server.as_deref())?, services, &log)
    }

    /// Starts the server. It logs to a file, at its default level.
    pub(crate) fn server(program: &Path, services: &Services, log: &Path) -> Outcome<Self> {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| is_setting(name)) {
            command.env_remove(name);
        }
        command.current_dir(services.directory()).args(["--bind", "127.0.0.1:0"]);
        command.env("DATABASE_URL", services.server_database()).stderr(File::create(log)?);
        if let Some(redis) = services.redis() {
            command.env("REDIS_URL", redis).env("ADAPTIVE__STORE__KEY_PREFIX", services.server_prefix());
        }
        Self::start(command)
    }

    /// Starts the floor.
    pub(crate) fn floor(settings: &FloorSettings) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["floor", "--database", &settings.database, "--redis-prefix", &settings.redis_prefix]);
        if let Some(redis) = &settings.redis {
            command.args(["--redis", redis]);
        }
        let numbers = [settings.items.unsigned_abs() as usize, settings.reply_bytes, settings.copy_bytes];
        for (name, number) in ["--items", "--reply-bytes", "--copy-bytes"].into_iter().zip(numbers) {
            command.args([name, &number.to_string()]);
        }
        Self::start(command)
    }

    fn start(mut command: Command) -> Outcome<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let Some((_, address)) = line.trim().split_once("http://") else {
            let _ = child.kill();
            return Err(format!("{:?} did not come up: {line:?}", command.get_program()).into());
        };
        Ok(Self { child, _output: output, host: address.trim_end_matches('/').to_owned() })
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Contender {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program of the server: the one given, or that of the same build.
pub(crate) fn server_program(given: Option<&Path>) -> Outcome<PathBuf> {
    let beside = || Outcome::Ok(std::env::current_exe()?.with_file_name("adaptive-server"));
    let program = given.map_or_else(beside, |given| Ok(given.to_owned()))?;
    if program.exists() {
        return Ok(program);
    }
    let advice = "build it with `cargo build --release -p adaptive-server`, or name one with --server";
    Err(format!("there is no {}: {advice}", program.display()).into())
}

fn is_setting(name: &str) -> bool {
    name.starts_with("ADAPTIVE__") || name.starts_with("REDIS_") || name == "DATABASE_URL" || name == "PORT"
}
