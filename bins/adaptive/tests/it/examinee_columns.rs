//! Columns on what is known of an examinee before the test: `start_theta`, `prior_mean`, `prior_sd`.

use crate::command::{Desk, rows};
use crate::reference::assert_close;

fn desk() -> Desk {
    let items = (0..9).map(|place| format!("q{place},1pl,1,{}\n", place - 4));
    Desk::new()
        .with("b.csv", &format!("item_id,model,a,b\n{}", items.collect::<String>()))
        .with("d.toml", "[stopping]\nmax_items = 2\n")
}

const ITEMS: &str = "q0,q1,q2,q3,q4,q5,q6,q7,q8";

#[test]
fn each_row_is_scored_under_its_own_prior() {
    let responses = "examinee,prior_mean,prior_sd,q4,q5\nann,1.5,0.5,1,0\nbob,,,1,0\ncleo,\"-0,5\",0.8,1,0\n";
    let scored = rows(&desk().with("r.csv", responses).run("score --bank b.csv --responses r.csv").ok());
    // mpmath 1.3, integrals over the mean ± 12 standard deviations.
    for (row, theta, se) in [
        (&scored[1], 1.403_288_744_2, 0.477_422_658_4),
        (&scored[2], 0.145_767_819_9, 0.843_372_773_1),
        (&scored[3], -0.290_661_610_6, 0.716_492_126_3),
    ] {
        assert_close(&row[1], theta, 1e-6, &row[0]);
        assert_close(&row[2], se, 1e-6, &row[0]);
    }
}

/// The most informative item of a Rasch bank is the one at the ability.
#[test]
fn a_replay_starts_where_the_row_says() {
    let all = "1,1,1,0,0,0,0,0,0";
    let responses = format!("examinee,Start_Theta,{ITEMS}\nann,2,{all}\nbob,,{all}\n");
    let replayed = desk().with("r.csv", &responses).run("replay --bank b.csv --responses r.csv --design d.toml").ok();
    let replayed = rows(&replayed);
    let firsts: Vec<_> = replayed.iter().filter(|row| row[1] == "1").map(|row| row[2].as_str()).collect();
    assert_eq!(firsts, ["q6", "q4"]);
}

#[test]
fn simulated_examinees_start_where_their_rows_say() {
    let thetas = "theta,start_theta,prior_mean,prior_sd\n0,-3,,\n1,3,1,0.5\n";
    let desk = desk().with("t.csv", thetas);
    desk.run("simulate --bank b.csv --design d.toml --thetas t.csv --seed 1 --traces 2 --out out").ok();
    let traces = rows(&std::fs::read_to_string(desk.path("out/traces.csv")).unwrap());
    let firsts: Vec<_> = traces.iter().filter(|row| row[1] == "1").map(|row| row[2].as_str()).collect();
    assert_eq!(firsts, ["q1", "q7"]);
}

#[test]
fn given_answers_are_simulated_with_what_is_known() {
    let responses = format!("examinee,start_theta,{ITEMS}\nann,-2,1,1,1,0,0,0,0,0,0\n");
    let desk = desk().with("r.csv", &responses);
    desk.run("simulate --bank b.csv --design d.toml --responses r.csv --seed 1 --traces 1 --out out").ok();
    let traces = rows(&std::fs::read_to_string(desk.path("out/traces.csv")).unwrap());
    assert_eq!((traces[1][0].as_str(), traces[1][2].as_str()), ("ann", "q2"));
}

#[test]
fn faults_name_row_and_value() {
    let responses =
        "examinee,start_theta,prior_mean,prior_sd,q4\nann,9,,,1\nbob,,0.5,,1\ncleo,high,,,1\ndan,,4,1,1\neve,,,,1\n";
    let outcome = desk().with("r.csv", responses).run("score --bank b.csv --responses r.csv");
    assert_eq!((outcome.code, rows(&outcome.stdout).len()), (1, 2), "{outcome:?}");
    for fault in [
        "r.csv: line 2, examinee \"ann\": start_theta: 9 is not within the bounds",
        "r.csv: line 3: a prior needs both prior_mean and prior_sd, or neither",
        "r.csv: line 4, column \"start_theta\": \"high\" is not a number",
        "line 5, examinee \"dan\": prior.mean: 4 with sd 1 is a prior whose mean ± 4 sd is not on the grid of the design, -7 to 7",
    ] {
        assert!(outcome.stderr.contains(fault), "{fault}: {}", outcome.stderr);
    }
    for (thetas, message) in [
        ("theta,start_theta\n0,x\n", "line 2, column \"start_theta\": \"x\" is not a number"),
        ("theta,prior_sd\n0,1\n", "line 2: a prior needs both prior_mean and prior_sd, or neither"),
        ("theta,start_theta\n0,0\n0,7\n", "the start of examinee number 2 does not fit the design"),
    ] {
        let run = "simulate --bank b.csv --design d.toml --thetas t.csv --seed 1 --out out";
        let message_printed = desk().with("t.csv", thetas).run(run).failure(1);
        assert!(message_printed.contains(message), "{message_printed}");
    }
}
