//! The real server as a child process.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;
use ureq::http::Method;

use crate::client::Client;
use crate::redis_server::signal;
use crate::waiting::{free_port, until};

/// A server process that is ready to serve. It is killed when this is dropped; its log is shown if the test has failed.
pub struct RunningServer {
    child: Child,
    url: String,
    log: Option<JoinHandle<String>>,
    /// What the server works in, and must find until its end.
    _directory: Option<Arc<TempDir>>,
}

impl RunningServer {
    /// Starts the binary on a free port with these environment variables and no others of ours, and waits until it
    /// says that it is ready.
    ///
    /// # Panics
    /// When the server does not come up; the message has its log.
    #[must_use]
    pub fn start(binary: &Path, directory: &Path, variables: &[(String, String)]) -> Self {
        Self::start_with(binary, directory, variables, &["--bind", "127.0.0.1:0"])
    }

    /// The same with these arguments: without `--bind` the variables say where it listens.
    ///
    /// # Panics
    /// When the server does not come up; the message has its log.
    #[must_use]
    pub fn start_with(binary: &Path, directory: &Path, variables: &[(String, String)], arguments: &[&str]) -> Self {
        let mut child = command(binary, directory, variables)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server binary starts");
        let log = collect(child.stderr.take().expect("piped"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("the server says something");
        let Some(url) = line.trim().strip_prefix("adaptive-server is ready: ") else {
            let _ = child.kill();
            panic!("the server did not come up: {line:?}\n{}", log.join().unwrap_or_default());
        };
        Self { child, url: url.trim_end_matches('/').to_owned(), log: Some(log), _directory: None }
    }

    /// Starts the binary with these files as standard output and standard error, which nobody reads, and waits until it
    /// accepts connections.
    ///
    /// # Panics
    /// When the server does not come up.
    #[must_use]
    pub fn start_with_outputs(
        binary: &Path,
        directory: &Path,
        variables: &[(String, String)],
        [output, log]: [Stdio; 2],
    ) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let mut command = command(binary, directory, variables);
        let child = command.args(["--bind", &address]).stdout(output).stderr(log).spawn();
        let mut server = Self {
            child: child.expect("the server binary starts"),
            url: format!("http://{address}"),
            log: None,
            _directory: None,
        };
        until("the server answers", || {
            assert_eq!(server.ended(), None, "the server has ended");
            server.client().try_send(Method::GET, "/livez", "", Vec::new()).is_ok()
        });
        server
    }

    /// Runs the binary to its end, for starts that must fail: its exit status and all it printed.
    ///
    /// # Panics
    /// When the binary cannot be run, or the server comes up after all.
    #[must_use]
    pub fn refuse(
        binary: &Path,
        directory: &Path,
        variables: &[(String, String)],
        arguments: &[&str],
    ) -> (ExitStatus, String) {
        let mut child = command(binary, directory, variables)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server binary starts");
        let log = collect(child.stderr.take().expect("piped"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("readable");
        if !line.is_empty() {
            let _ = child.kill();
            panic!("the server came up, and should not have: {line}");
        }
        let status = child.wait().expect("the server ends");
        (status, log.join().expect("the log is text"))
    }

    /// The server, with the directory that it works in.
    pub(crate) fn keeping(mut self, directory: Arc<TempDir>) -> Self {
        self._directory = Some(directory);
        self
    }

    /// The address, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A client without credentials.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// Kills the process at once (SIGKILL), as a crash would.
    ///
    /// # Panics
    /// When the process cannot be killed.
    pub fn kill(mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
    }

    /// Kills the process and gives all that it has logged.
    ///
    /// # Panics
    /// When the process cannot be killed or the log cannot be read.
    #[must_use]
    pub fn kill_and_read_log(mut self) -> String {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server ends");
        self.log.take().expect("the log is read once").join().expect("the log is text")
    }

    /// Stops the process (SIGTERM) and gives all that it has logged, to the last line.
    ///
    /// # Panics
    /// When the log cannot be read.
    #[must_use]
    pub fn stop_and_read_log(mut self) -> String {
        self.ask_to_stop();
        self.wait();
        self.log.take().expect("the log is read once").join().expect("the log is text")
    }

    /// Sends bytes as they are, and gives all that comes back until the server closes the connection.
    ///
    /// # Panics
    /// When no reply comes.
    #[must_use]
    #[track_caller]
    pub fn raw(&self, request: &str) -> String {
        let address = self.url.trim_start_matches("http://").split('/').next().unwrap_or_default();
        let mut connection = TcpStream::connect(address).expect("the server listens");
        connection.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit can be set");
        connection.write_all(request.as_bytes()).expect("the request can be sent");
        let mut reply = Vec::new();
        connection.read_to_end(&mut reply).expect("a reply comes and ends");
        String::from_utf8_lossy(&reply).into_owned()
    }

    /// The most memory that the process has had at a time.
    ///
    /// # Panics
    /// When the operating system does not say.
    #[must_use]
    pub fn peak_memory_bytes(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux has the file");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the file has the line");
        let kibibytes: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kibibytes << 10
    }

    /// Asks the process to stop (SIGTERM) without waiting for it.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn ask_to_stop(&self) {
        self.send("-TERM");
    }

    /// Sends the process a signal, for example `-HUP`.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn send(&self, name: &str) {
        signal(&self.child, name);
    }

    /// How the process ended, if it has.
    ///
    /// # Panics
    /// When the process cannot be asked.
    #[must_use]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the server can be asked")
    }

    /// How much memory of the process is resident, in bytes.
    ///
    /// # Panics
    /// When the system has no `/proc`, or the process has ended.
    #[must_use]
    pub fn resident_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory is known");
        let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().expect("a number");
        kibibytes * 1024
    }

    /// Has the process stand still (SIGSTOP): connections stay open, nothing is answered.
    pub fn pause(&self) {
        signal(&self.child, "-STOP");
    }

    /// Has the process go on.
    pub fn resume(&self) {
        signal(&self.child, "-CONT");
    }

    /// Waits for the process to end.
    ///
    /// # Panics
    /// When the process cannot be waited for.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("the server ends")
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking()
            && let Some(log) = self.log.take().and_then(|log| log.join().ok())
        {
            eprintln!("{log}");
        }
    }
}

/// Reads a log to its end beside the test, or the server would stand still when the pipe is full.
fn collect(mut log: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = log.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Runs the binary with these arguments and variables to its end.
///
/// # Panics
/// When the binary cannot be run.
#[must_use]
pub fn run_to_end(binary: &Path, directory: &Path, variables: &[(String, String)], arguments: &[&str]) -> Output {
    command(binary, directory, variables).args(arguments).output().expect("the binary runs")
}

/// The binary without any setting from the developer's own environment.
pub(crate) fn command(binary: &Path, directory: &Path, variables: &[(String, String)]) -> Command {
    let mut command = Command::new(binary);
    let ours = |name: &str| {
        ["ADAPTIVE__", "REDIS_", "DATABASE_URL"].iter().any(|ours| name.starts_with(ours)) || name == "PORT"
    };
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.current_dir(directory).stdin(Stdio::null()).envs(variables.iter().cloned());
    command
}
