//! The switch of the test build itself.

use std::collections::BTreeSet;
use std::path::Path;

use testkit::RunningServer;

use crate::kills;

/// What a server says that is to kill itself at no such place.
fn refusal(switch: &str) -> String {
    let variables = [("ADAPTIVE_KILL_AT".to_owned(), switch.to_owned())];
    let directory = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &variables, &["--bind", "127.0.0.1:0"]);
    assert_eq!(status.code(), Some(2), "{printed}");
    assert!(printed.contains("ADAPTIVE_KILL_AT"), "{printed}");
    printed
}

#[test]
fn a_switch_that_names_no_passage_is_refused() {
    for switch in ["answer_saved:0", "answer_saved:x", "answer_saved:"] {
        let printed = refusal(switch);
        assert!(printed.contains("1 or more"), "{printed}");
    }
}

#[test]
fn a_switch_that_names_no_point_is_refused_with_the_points_and_each_of_them_is_tried() {
    let printed = refusal("answer_commited:1");
    let (_, points) = printed.trim().split_once("there are ").expect("a list of the points");
    let points: BTreeSet<&str> = points.split(", ").collect();
    assert_eq!(points, kills::points().collect());
}
