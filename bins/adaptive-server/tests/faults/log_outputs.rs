//! A log, or an announcement, that cannot be written: exams go on, every request is answered, and lines that are lost are
//! counted.

use std::fs::File;
use std::io::{PipeReader, Read as _, pipe};
use std::process::Stdio;

use testkit::{RunningServer, until};

use crate::fault_test::FaultTest;
use crate::server_setup::ServerSetup;
use crate::small_disk::SmallDisk;

fn logging_everything() -> ServerSetup {
    ServerSetup::on_sqlite().with("ADAPTIVE__LOG__LEVEL", "trace")
}

/// Runs whole exams on a server with this standard error. It answers all requests, and ends at a signal.
fn sit_all_while_logging_to(log: Stdio, fault: &'static str) -> u64 {
    let mut test = FaultTest::new(fault, logging_everything());
    let mut server = test.setup.serve_with_outputs([Stdio::null(), log]);
    test.without_a_retry(&server);
    server.client().get("/livez").ok();
    let dropped = dropped_lines(&server);
    server.ask_to_stop();
    assert_eq!(server.wait().code(), Some(0));
    test.finish();
    dropped
}

fn dropped_lines(server: &RunningServer) -> u64 {
    let metrics = server.client().get("/metrics").text;
    let line = metrics.lines().find_map(|line| line.strip_prefix("adaptive_log_lines_dropped_total "));
    line.expect("the metric is there").parse().expect("a number")
}

fn full() -> File {
    File::options().write(true).open("/dev/full").expect("/dev/full can be opened")
}

/// A pipe whose reader is gone.
fn dead() -> Stdio {
    let (_, writer) = pipe().expect("a pipe");
    writer.into()
}

#[test]
fn exams_go_on_when_the_disk_of_the_log_is_full() {
    let dropped = sit_all_while_logging_to(full().into(), "log: the disk is full");
    assert!(dropped > 500, "{dropped} lines were dropped");
}

#[test]
fn exams_go_on_when_the_reader_of_the_log_is_gone() {
    let dropped = sit_all_while_logging_to(dead(), "log: its reader is gone");
    assert!(dropped > 500, "{dropped} lines were dropped");
}

#[test]
fn exams_go_on_when_the_reader_of_the_log_stands_still() {
    let (mut reader, writer) = pipe().expect("a pipe");
    sit_all_while_logging_to(writer.into(), "log: its reader stands still");
    assert!(read_what_is_left(&mut reader).contains("request"));
}

fn read_what_is_left(reader: &mut PipeReader) -> String {
    let mut log = String::new();
    reader.read_to_string(&mut log).expect("the log is text");
    log
}

#[test]
fn a_server_serves_when_its_address_cannot_be_printed() {
    for output in [full().into(), dead()] {
        let setup = ServerSetup::on_sqlite();
        let mut server = setup.serve_with_outputs([output, Stdio::null()]);
        server.client().get("/livez").ok();
        server.ask_to_stop();
        assert_eq!(server.wait().code(), Some(0));
    }
}

#[test]
fn a_server_serves_when_both_outputs_are_full() {
    let setup = logging_everything();
    let server = setup.serve_with_outputs([full().into(), full().into()]);
    server.client().get("/livez").ok();
}

#[test]
#[ignore = "needs root: it mounts a file system"]
fn a_log_says_how_many_lines_it_lacks_once_its_disk_has_room_again() {
    let disk = SmallDisk::mount("64k");
    let log = disk.path().join("log");
    let file = File::options().create(true).append(true).open(&log).expect("the log can be made");
    let mut test = FaultTest::new("log: a full tmpfs", logging_everything());
    let server = test.setup.serve_with_outputs([Stdio::null(), file.into()]);
    disk.fill();
    test.without_a_retry(&server);
    let dropped = dropped_lines(&server);
    assert!(dropped > 500, "{dropped} lines were dropped");

    disk.make_room();
    server.client().get("/livez").ok();
    until("the log tells of it", || {
        std::fs::read_to_string(&log).expect("the log is text").contains("lines of the log were lost")
    });
    test.finish();
}
