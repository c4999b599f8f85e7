//! The switch of the test build itself.

use std::path::Path;

use testkit::RunningServer;

#[test]
fn a_switch_that_names_no_point_or_no_passage_is_refused() {
    for (switch, told) in
        [("answer_commited:1", "answer_committed"), ("answer_saved:0", "1 or more"), ("answer_saved:x", "1 or more")]
    {
        let variables = [("ADAPTIVE_KILL_AT".to_owned(), switch.to_owned())];
        let directory = tempfile::tempdir().unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
        let (status, printed) = RunningServer::refuse(binary, directory.path(), &variables, &["--bind", "127.0.0.1:0"]);
        assert_eq!(status.code(), Some(2), "{printed}");
        assert!(printed.contains("ADAPTIVE_KILL_AT") && printed.contains(told), "{printed}");
    }
}
