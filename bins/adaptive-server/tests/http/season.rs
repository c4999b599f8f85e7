//! The commands of the page on running exams do what the page shows.

use testkit::Deployment;

const PAGE: &str = include_str!("../../../../docs/running-exams.md");
/// What is printed before the output of each command.
const MARK: &str = "=====";

/// The fenced blocks of the page: what stands after the opening fence, and the text.
fn blocks() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGE.split("\n```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap())
}

/// The commands of the page in order, each with the output that the page shows.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in blocks().filter(|(label, _)| *label == "console").flat_map(|(_, text)| text.lines()) {
        match line.strip_prefix("$ ") {
            Some(command) => commands.push((command, Vec::new())),
            None => commands.last_mut().unwrap().1.push(line),
        }
    }
    commands
}

pub(crate) fn the_commands_of_the_page_run_a_season(deployment: &Deployment) {
    for (label, text) in blocks() {
        if let Some((_, file)) = label.split_once(' ') {
            deployment.write(file, &format!("{text}\n"));
        }
    }
    let commands = commands();
    assert!(commands.len() > 20, "the page has commands");
    let script: String = commands.iter().map(|(command, _)| format!("echo '{MARK}'\n{command}\n")).collect();
    let server = deployment.serve();
    // The sessions of the page last seconds, so the outage does, too.
    let variables = [("SERVER", server.url()), ("ADAPTIVE__EXPIRY__LEAST_OUTAGE_SECONDS", "1")];
    let ran = deployment.run_script(&script, &variables);
    let (output, log) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    let outputs: Vec<Vec<&str>> =
        output.split(MARK).skip(1).map(|one| one.trim_start_matches('\n').lines().collect()).collect();
    for ((command, expected), found) in commands.iter().zip(&outputs) {
        assert_eq!(found, expected, "{command}\n{log}");
    }
    assert!(ran.status.success(), "{:?} fails: {log}", commands[outputs.len().saturating_sub(1)].0);
}
