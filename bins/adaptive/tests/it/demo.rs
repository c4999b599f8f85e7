//! `adaptive demo` in its own process.

use crate::command::Desk;

/// The output from the final report on.
fn report(stdout: &str) -> &str {
    &stdout[stdout.find("Final report").unwrap_or_else(|| panic!("no report: {stdout}"))..]
}

#[test]
fn a_simulated_examinee_sits_the_exam_to_its_report() {
    let stdout = Desk::new().run("demo --auto --theta 0.6 --seed 3").ok();
    let (sitting, _) = stdout.split_once("Final report").unwrap();
    let answers: Vec<&str> = sitting.lines().filter(|line| line.contains("  SE ")).collect();
    assert!((8..=20).contains(&answers.len()), "{stdout}");
    // The last answer completes the session, which has no working copy then.
    let kept = answers.iter().filter(|line| line.contains("  TTL 3")).count();
    assert_eq!(kept, answers.len() - 1, "{stdout}");
    for part in ["  theta ", "  SE ", "right ", "wrong "] {
        let lines = answers.iter().filter(|line| line.contains(part)).count();
        assert!(if part.starts_with(' ') { lines == answers.len() } else { lines > 0 }, "{part}: {stdout}");
    }
    let answers = answers.len();
    let report = report(&stdout);
    assert!(report.contains(&format!("items {answers}, stop reason ")), "{report}");
    assert!(report.contains("true theta 0.6"), "{report}");
}

#[test]
fn the_same_seed_gives_the_same_exam_and_another_seed_another() {
    let run = |seed: u32| Desk::new().run(&format!("demo --auto --theta -0.5 --seed {seed}")).ok();
    let (first, again, other) = (run(11), run(11), run(12));
    assert_eq!(report(&first), report(&again));
    assert_ne!(report(&first), report(&other));
}

#[test]
fn a_drawn_seed_is_shown_and_repeats_the_run() {
    let desk = Desk::new();
    let first = desk.run("demo --auto --theta 1").ok();
    let command = first.lines().find_map(|line| line.strip_prefix("the same again: adaptive ")).unwrap();
    assert_eq!(report(&desk.run(command).ok()), report(&first));
}

#[test]
fn able_simulees_end_above_weak_ones() {
    let theta = |true_theta: i32| -> f64 {
        let stdout = Desk::new().run(&format!("demo --auto --theta {true_theta} --seed 5")).ok();
        let last = report(&stdout).lines().find(|line| line.starts_with("theta ")).unwrap().to_owned();
        last.split([' ', ',']).nth(1).unwrap().parse().unwrap()
    };
    assert!(theta(2) > theta(-2) + 1.0);
}

#[test]
fn scripted_answers_sit_the_exam_and_wrong_input_is_explained() {
    let stdout = Desk::new().run_with_input("demo --seed 4", "a\nE\n\nB\nq\n").ok();
    assert!(stdout.contains("Question 1: "), "{stdout}");
    assert!(stdout.contains("\"E\" is not one of the options. Type one of A, B, C, D, or q to quit."), "{stdout}");
    assert!(report(&stdout).contains("items 2, stop reason ended_early"), "{stdout}");
}

#[test]
fn the_end_of_input_ends_the_exam_politely() {
    let stdout = Desk::new().run_with_input("demo --seed 4", "A").ok();
    assert!(stdout.contains("There is no more input"), "{stdout}");
    assert!(report(&stdout).contains("items 1, stop reason ended_early"), "{stdout}");
    let stdout = Desk::new().run_with_input("demo --seed 4", "").ok();
    assert!(report(&stdout).contains("items 0, stop reason ended_early"), "{stdout}");
}

#[test]
fn answers_to_all_questions_end_the_exam_by_its_own_rule() {
    let stdout = Desk::new().run_with_input("demo --seed 4", &"A\n".repeat(30)).ok();
    assert!(!report(&stdout).contains("ended_early"), "{stdout}");
    assert!(!stdout.contains("no more input"), "{stdout}");
}

#[test]
fn an_exam_that_does_not_exist_is_reported() {
    for auto in ["", "--auto --theta 0"] {
        let message = Desk::new().run(&format!("demo --exam-type driving {auto}")).failure(1);
        assert!(message.contains("there is no exam type \"driving\""), "{message}");
    }
}
