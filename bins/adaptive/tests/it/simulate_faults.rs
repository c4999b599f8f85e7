//! `adaptive simulate` with wrong input of every kind: one clear message, and nothing is left behind.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::command::Desk;

const RUN: &str = "simulate --bank b.csv --design d.toml --examinees 50 --seed 5 --out out";
const BANK: &str = "item_id,model,a,b\nq1,2pl,1.2,-1\nq2,2pl,1.1,0\nq3,2pl,1.3,1\n";
const DESIGN: &str = "[stopping]\nmax_items = 2\n";
/// How long something may take that takes a moment.
const PATIENCE: Duration = Duration::from_secs(120);

fn desk() -> Desk {
    Desk::new().with("b.csv", BANK).with("d.toml", DESIGN).with("t.csv", "theta\n0\n1\n")
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

/// Runs what has to fail with this code and message, one line long if it is 1, and leave the desk as it is.
#[track_caller]
fn check(desk: &Desk, arguments: &str, code: i32, message: &str) {
    let before = names(&desk.path("."));
    let outcome = desk.run(arguments);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (code, ""), "{arguments}: {outcome:?}");
    assert!(outcome.stderr.starts_with("error: "), "{arguments}: {}", outcome.stderr);
    assert!(outcome.stderr.contains(message), "{arguments}: {}", outcome.stderr);
    assert_eq!(outcome.stderr.matches("error: ").count(), 1, "{arguments}: {}", outcome.stderr);
    assert_eq!(names(&desk.path(".")), before, "{arguments}");
}

#[test]
fn flags_that_are_not_understood() {
    for (from, to, message) in [
        ("--bank b.csv", "", "--bank"),
        ("--design d.toml", "", "--design"),
        ("--examinees 50", "", "--examinees"),
        ("--examinees 50", "--examinees 0", "0 is not in 1..=1000000000"),
        ("--examinees 50", "--examinees 1000000001", "is not in 1..=1000000000"),
        ("--examinees 50", "--examinees 99999999999999999999", "--examinees"),
        ("--examinees 50", "--examinees -1", "invalid value '-1' for '--examinees"),
        ("--examinees 50", "--examinees many", "invalid digit"),
        ("--examinees 50", "--examinees 1.5", "invalid digit"),
        ("--seed 5", "--seed -1", "invalid value '-1' for '--seed"),
        ("--seed 5", "--seed 18446744073709551616", "--seed"),
        ("--seed 5", "--seed 5 --format xml", "--format"),
        ("--seed 5", "--seed 5 --threads -2", "it is not a whole number from 1 to 1024"),
        ("--seed 5", "--seed 5 --threads 0", "it is not a whole number from 1 to 1024"),
        ("--seed 5", "--seed 5 --threads 100000", "it is not a whole number from 1 to 1024"),
        ("--seed 5", "--seed 5 --theta-sd -1", "it is not between 0 and 100"),
        ("--seed 5", "--seed 5 --theta-sd=-1", "it is not between 0 and 100"),
        ("--seed 5", "--seed 5 --theta-sd NaN", "it is not between 0 and 100"),
        ("--seed 5", "--seed 5 --theta-mean 1000", "an ability is between -100 and 100"),
        ("--seed 5", "--seed 5 --theta-mean x", "it is not a number"),
        ("--seed 5", "--seed 5 --exposure-limit 2", "it is not between 0 and 1"),
        ("--seed 5", "--seed 5 --confidence 1", "it is not above 0 and below 1"),
        ("--seed 5", "--seed 5 --cuts 1,0", "cut scores rise"),
        ("--seed 5", "--seed 5 --cuts 0,x", "it is not a number"),
        ("--seed 5", "--seed 5 --cuts=", "--cuts"),
        ("--seed 5", "--seed 5 --traces 10001", "10001 is not in 0..=10000"),
        ("--seed 5", "--seed 5 --scaling-constant 0", "must be above 0"),
        ("--seed 5", "--seed 5 --thetas t.csv --theta-mean 1", "cannot be used with"),
        ("--seed 5", "--seed 5 --thetas t.csv --theta-sd 2", "cannot be used with"),
        ("--seed 5", "--seed 5 --speed 9", "unexpected argument '--speed'"),
        ("--seed 5", "--seed 5 --seed 6", "cannot be used multiple times"),
        ("--bank b.csv --design d.toml", "--bank - --design -", "only one file can be `-`"),
    ] {
        let arguments = RUN.replace(from, to);
        check(&desk(), &arguments, 2, message);
    }
}

#[test]
fn files_that_cannot_be_read() {
    for (flag, file) in [("--bank", "b.csv"), ("--design", "d.toml"), ("--thetas", "t.csv")] {
        let run = format!("{RUN} --thetas t.csv");
        let with = |other: &str| run.replace(&format!("{flag} {file}"), &format!("{flag} {other}"));
        check(&desk(), &with("no.csv"), 1, "cannot open no.csv");
        let desk = desk();
        fs::create_dir(desk.path("folder")).unwrap();
        check(&desk, &with("folder"), 1, "folder");
        fs::write(desk.path("binary"), [0xff, 0xfe, 0x00, 0x80, b'\n', 0xc3, 0x28]).unwrap();
        check(&desk, &with("binary"), 1, "binary");
    }
}

#[test]
fn banks_that_are_faulty() {
    for (bank, message) in [
        ("", "b.csv: a bank must have at least one item"),
        ("item_id,model,a,b\n", "b.csv: a bank must have at least one item"),
        ("id,model,a,b\nq1,2pl,1,0\n", "b.csv: line 1, column id"),
        ("item_id,model,a,b\nq1,2pl,1,0\nq2,2pl,one,0\n", "b.csv: line 3, item \"q2\", column a: one is not a number"),
        ("item_id,model,a,b\nq1,2pl,1,0\nq1,2pl,1,1\n", "b.csv: line 3, item \"q1\", column item_id"),
        ("item_id,model,a,b\nq1,2pl,1\n", "b.csv: line 2"),
        ("item_id,model,a,b\nq1,2pl,-1,0\nq2,2pl,0,x\n", "`adaptive bank check` lists them all"),
    ] {
        check(&desk().with("b.csv", bank), RUN, 1, message);
    }
}

#[test]
fn designs_that_are_faulty() {
    for (design, message) in [
        ("[stopping]\nmax_item = 3\n", "line 2"),
        ("[stopping]\nmax_item = 3\n", "unknown field `max_item`"),
        ("[stopping]\nmax_items = 'three'\n", "line 2"),
        ("[stopping\n", "line 1"),
        ("[stopping]\nmax_items = 0\n", "d.toml: stopping.max_items: 0"),
        ("[prior]\nsd = -1\n", "d.toml: prior.sd: -1"),
        ("[stopping]\nmin_items = 9\n", "d.toml does not go with b.csv: stopping.min_items: 9"),
        ("[start]\nitems = ['q9']\n", "d.toml does not go with b.csv: start.items: q9"),
        ("[content.targets]\nalgebra = 1.0\n", "d.toml does not go with b.csv: content.targets"),
    ] {
        check(&desk().with("d.toml", design), RUN, 1, message);
    }
    let twice = RUN.replace("--design d.toml", "--design d.toml --design d.toml");
    check(&desk(), &twice, 1, "two designs have the name \"d\"");
}

#[test]
fn abilities_that_are_faulty() {
    let run = RUN.replace("--examinees 50", "--thetas t.csv");
    for (thetas, message) in [
        ("", "t.csv: line 1: there is no column \"theta\""),
        ("ability\n1\n", "t.csv: line 1: there is no column \"theta\""),
        ("theta\n", "t.csv: there is no ability below the header"),
        ("theta\n0\n\nx\n", "t.csv: line 4, column \"theta\": \"x\" is not a number"),
        ("name,theta\nann,0\nbob,\n", "t.csv: line 3, column \"theta\": \"\" is not a number"),
        ("theta\n0\nNaN\n", "line 3, column \"theta\": \"NaN\" is not a number"),
        ("theta\n101\n", "line 2, column \"theta\": \"101\" is not a number between -100 and 100"),
    ] {
        check(&desk().with("t.csv", thetas), &run, 1, message);
    }
}

#[test]
fn answers_that_are_faulty() {
    let run = RUN.replace("--examinees 50", "--responses r.csv");
    for (responses, message) in [
        ("", "r.csv: the file is empty"),
        ("examinee,q1\n", "r.csv: there is no examinee below the header"),
        (
            "examinee,q9\nann,1\n",
            "r.csv: line 1: no column is an item of the bank; the columns are \"examinee\", \"q9\"",
        ),
        ("examinee,q1\nann,2\n", "r.csv: line 2, column \"q1\": 2 is not a category of the item"),
        ("examinee,q1\nann,\nbob,\n", "r.csv: no examinee has answered any item"),
    ] {
        check(&desk().with("r.csv", responses), &run, 1, message);
    }
    let desk = desk().with("r.csv", "examinee,q1\nann,1\nbob,\n").with("e.toml", DESIGN);
    let outcome = desk.run(&run);
    assert!(outcome.code == 0 && outcome.stderr.contains("r.csv: 1 without any answer left out"), "{outcome:?}");
    check(&desk, &format!("{run} --design e.toml"), 1, "there can be one --design");
    check(&desk, &format!("{run} --examinees 5"), 2, "cannot be used with");
    check(&desk, &format!("{run} --theta-mean 1"), 2, "cannot be used with");
}

#[test]
fn places_that_cannot_be_written() {
    let desk = desk().with("full/notes.txt", "mine");
    check(&desk, &RUN.replace("--out out", "--out full"), 1, "full is not empty");
    assert_eq!(names(&desk.path("full")), ["notes.txt"]);
    check(&desk, &RUN.replace("--out out", "--out b.csv"), 1, "b.csv is not a directory");
    check(&desk, &RUN.replace("--out out", "--out no/such/out"), 1, "no/such takes no files");
    #[cfg(target_os = "linux")]
    check(&desk, &RUN.replace("--out out", "--out /proc/out"), 1, "cannot write /proc/out");
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more() {
    let desk = desk();
    let before = names(&desk.path("."));
    // No file may be larger than one block, and writing more is an error rather than the end of the process.
    let script =
        format!("ulimit -f 1; trap '' XFSZ; exec {} {}", env!("CARGO_BIN_EXE_adaptive"), RUN.replace("50", "500"));
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(desk.path(".")).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{message}");
    assert!(message.starts_with("error: cannot write ") && message.lines().count() == 1, "{message}");
    assert_eq!(names(&desk.path(".")), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_printed_is_reported_and_the_directory_is_whole() {
    let desk = desk();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = desk.command(RUN).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: "));
    assert!(desk.path("out/summary.json").exists() && desk.path("out/report.html").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    for signal in ["INT", "TERM"] {
        let desk = desk();
        let before = names(&desk.path("."));
        let child = desk.command(&RUN.replace("--examinees 50", "--examinees 1000000000")).spawn().unwrap();
        let begun = Instant::now();
        // The draft appears after the signals are watched.
        while names(&desk.path(".")) == before {
            assert!(begun.elapsed() < PATIENCE, "the run does not begin");
            std::thread::yield_now();
        }
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{message}");
        assert!(
            message.starts_with("error: interrupted after ") && message.contains("nothing has been written"),
            "{message}"
        );
        assert_eq!(names(&desk.path(".")), before, "{signal}");
    }
}

#[test]
fn a_run_that_fails_leaves_no_numbered_directory() {
    let desk = desk().with("r.csv", "examinee,q1\nann,2\n");
    let run = "simulate --bank b.csv --design d.toml --responses r.csv";
    check(&desk, run, 1, "r.csv");
    // A file has its name to itself, as a directory has.
    fs::write(desk.path("simulation-1"), "a file").unwrap();
    desk.run("simulate --bank b.csv --design d.toml --examinees 5");
    assert!(desk.path("simulation-2/summary.json").exists());
}
