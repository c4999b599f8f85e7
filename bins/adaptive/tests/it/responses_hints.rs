//! Hints and notes on files of responses: what a flag would do wrong is not hinted.

use std::fmt::Write as _;

use crate::command::{Desk, Outcome};

/// Keys as in SAT12 of mirt: numbers from 1 to 5, 8 for no answer.
const NUMBERS: &str = "item_id,model,a,b,key\nq1,2pl,1.2,-0.4,1\nq2,2pl,0.9,0.7,4\nq3,2pl,1.1,0,5\n";
const LETTERS: &str = "item_id,model,a,b,key\nq1,2pl,1.2,-0.4,A\nq2,2pl,0.9,0.7,C\nq3,2pl,1.1,0,D\n";
const MIXED: &str = "item_id,model,a,b,b1,b2,b3\nd1,2pl,1.2,-0.4,,,\ng1,grm,1.1,,-1,0,1\ng2,grm,0.9,,-1,0.2,1\n";

fn score(bank: &str, responses: &str, flags: &str) -> Outcome {
    let desk = Desk::new().with("b.csv", bank).with("r.csv", responses);
    desk.run(&format!("score --bank b.csv --responses r.csv {flags}"))
}

fn notes(outcome: &Outcome) -> Vec<&str> {
    outcome.stderr.lines().filter_map(|line| line.strip_prefix("note: r.csv: ")).collect()
}

#[test]
fn chosen_options_with_a_bank_of_keys_need_the_flag() {
    let responses = "examinee,q1,q2,q3\nann,1,2,5\nbob,2,4,8\ncleo,3,4,5\n";
    for flags in ["", "--lowest-category 1", "--missing 8"] {
        let message = score(NUMBERS, responses, flags).failure(1);
        assert!(message.contains("if cells are chosen options, --key scores them with the column `key`"), "{message}");
        assert_eq!(message.matches("hint: ").count(), 1, "{message}");
        assert!(!message.contains("add --") && !message.contains("without --lowest-category"), "{message}");
    }
    let letters = "examinee,q1,q2,q3\nann,A,C,O\nbob,B,O,D\n";
    let message = score(LETTERS, letters, "").failure(1);
    assert!(message.contains("hint: A, B, C, D (4 times, in q1, q2, q3): the bank has keys"), "{message}");
    assert!(!message.contains("--missing"), "{message}");
    let single = "person,item,resp\nann,q1,4\nann,q2,4\n";
    let message = score(NUMBERS, single, "--long person,item,resp").failure(1);
    assert!(message.contains("--key scores them") && !message.contains("--missing"), "{message}");
}

/// A bank keeps its keys when the responses are scored.
#[test]
fn codes_in_a_scored_file_are_codes_though_the_bank_has_keys() {
    let responses = "examinee,q1,q2,q3\nann,1,0,9\nbob,9,1,0\n";
    for bank in [NUMBERS, LETTERS] {
        let message = score(bank, responses, "").failure(1);
        assert!(message.contains("add --missing \"9\"") && !message.contains("--key"), "{message}");
    }
    let essay = "item_id,model,a,b,b1,b2,key\nq1,2pl,1.2,-0.4,,,4\ness,gpcm,0.9,,-1,1,\n";
    let message = score(essay, "examinee,q1,ess\nann,4,2\nbob,3,99\n", "").failure(1);
    assert!(message.contains("hint: 3, 4 (2 times, in q1): the bank has keys"), "{message}");
    assert!(message.contains("hint: 99 (1 time, in ess): if this means not administered"), "{message}");
}

#[test]
fn one_less_than_the_lowest_category_is_not_missing() {
    let responses = "examinee,d1,g1,g2\nann,0,4,1\nbob,1,2,4\n";
    let message = score(MIXED, responses, "--lowest-category 1").failure(1);
    assert!(
        message.contains("hint: 0 (1 time, in d1) is one less than --lowest-category: the file counts"),
        "{message}"
    );
    assert!(message.contains("recode it so that all count from 0, and leave --lowest-category out"), "{message}");
    assert!(!message.contains("--missing"), "{message}");
    let message = score(MIXED, responses, "").failure(1);
    assert!(message.contains("hint: 4 (2 times, in g1, g2) is one more than the highest category"), "{message}");
    assert!(message.contains("recode the file then so that all count from 0"), "{message}");
    assert!(!message.contains("--lowest-category"), "{message}");
    let message = score(MIXED, &responses.replace("ann,0", "ann,-9"), "--lowest-category 1").failure(1);
    assert!(
        message.contains("-9 (1 time, in d1) is below --lowest-category: if it means not administered"),
        "{message}"
    );
}

#[test]
fn options_below_the_highest_key_that_are_never_right_are_noted_too() {
    let outcome = score(NUMBERS, "examinee,q1,q2,q3\nann,1,2,5\nbob,2,4,3\ncleo,4,5,1\n", "--key");
    let expected = "counted as wrong, and the key of no item of the bank: 2 (2 times), 3 (1 time)";
    assert_eq!((outcome.code, notes(&outcome)), (0, vec![expected]));
    let outcome = score(LETTERS, "examinee,q1,q2,q3\nann,a,b,D\nbob,E,C,B\n", "--key");
    let expected = "counted as wrong, and the key of no item of the bank: B (2 times), E (1 time)";
    assert_eq!((outcome.code, notes(&outcome)), (0, vec![expected]));
}

#[test]
fn items_whose_key_nobody_chose_are_noted() {
    let responses = |count| {
        let rows = (0..count).fold(String::new(), |mut text, row| {
            writeln!(text, "p{row},C,C,{}", if row == 0 { "D" } else { "A" }).unwrap();
            text
        });
        format!("examinee,q1,q2,q3\n{rows}")
    };
    assert_eq!(notes(&score(LETTERS, &responses(20), "--key")), ["no examinee chose the key of item \"q1\""]);
    assert!(notes(&score(LETTERS, &responses(19), "--key")).is_empty());
    let omitted = responses(20).replace(",C,C,", ",O,C,");
    assert!(notes(&score(LETTERS, &omitted, "--key --omitted O --omitted-as wrong")).is_empty());
}

#[test]
fn codes_that_are_also_options_are_noted() {
    for (bank, responses, flags, code) in [
        (LETTERS, "examinee,q1\nann,A\nbob,C\n", "--missing A", "A"),
        (LETTERS, "examinee,q1\nann,A\nbob,C\n", "--missing B", "B"),
        (NUMBERS, "examinee,q2\nann,1\nbob,4\n", "--omitted 8,4 --omitted-as wrong", "4"),
    ] {
        let expected = format!("the code {code:?} is also an option of items such as");
        let outcome = score(bank, responses, &format!("--key {flags}"));
        assert!(notes(&outcome).iter().any(|note| note.starts_with(&expected)), "{outcome:?}");
    }
    for code in ["E", "O", "9"] {
        let outcome = score(LETTERS, "examinee,q1\nann,A\nbob,C\n", &format!("--key --missing {code}"));
        assert!(notes(&outcome).is_empty(), "{outcome:?}");
    }
}

/// The first column of files of PISA and TIMSS is the country.
#[test]
fn the_same_name_in_several_rows_is_noted_once() {
    let outcome = score(LETTERS, &format!("IDCNTRY,q1,q2\n{}", "9999,1,0\n".repeat(150)), "");
    let expected = "150 rows have 1 name, such as \"9999\"; each row is an examinee of its own. If another column has the names, \
                    --id-column takes it";
    assert_eq!((outcome.code, notes(&outcome)), (0, vec![expected]));
    let outcome = score(LETTERS, "id,q1,q2\nann,1,0\nbob,1,0\nann,0,0\ncleo,1,1\nbob,0,1\nann,1,1\n", "");
    assert!(notes(&outcome)[0].starts_with("5 rows have 2 names, such as \"ann\""), "{outcome:?}");
    let mut many = "id,q1,q2\n".to_owned();
    (0..1100).for_each(|row| writeln!(many, "p{row},1,0").unwrap());
    assert!(notes(&score(LETTERS, &many, "")).is_empty());
    many.push_str("p1099,0,1\np1099,0,1\np7,0,1\np1050,0,1\n");
    let outcome = score(LETTERS, &many, "");
    assert!(notes(&outcome)[0].starts_with("at least 5 rows have 2 names, such as \"p1099\""), "{outcome:?}");
}

#[test]
fn the_column_of_persons_is_proposed_before_other_numbers() {
    for person in ["IDSTUD", "student", "Person_ID", "examinee"] {
        let message = score(LETTERS, &format!("country,IDBOOK,{person},IDCNTRY,q1\n1,2,3,4,1\n"), "").failure(1);
        assert!(message.contains(&format!("--id-column \"{person}\" makes it")), "{message}");
    }
    let message = score(LETTERS, "country,age,IDBOOK,q1\n1,2,3,1\n", "").failure(1);
    assert!(message.contains("--id-column \"IDBOOK\" makes it"), "{message}");
}

#[test]
fn a_prior_that_the_final_estimator_does_not_have_is_noted() {
    let responses = "examinee,q1,q2,prior_mean,prior_sd\nann,1,0,1,0.5\nbob,1,0,,\ncleo,0,1,0.5,0.5\n";
    for (estimator, count) in [("eap", 0), ("map", 0), ("mle", 1), ("wle", 1), ("huber", 1), ("tukey", 1)] {
        let desk = Desk::new().with("b.csv", LETTERS).with("r.csv", responses);
        let desk = desk.with("d.toml", &format!("[estimator]\nfinal = {estimator:?}\n"));
        let outcome = desk.run("score --bank b.csv --responses r.csv --design d.toml");
        let expected = format!("the final estimator of the design, {estimator}, has no prior");
        assert_eq!((outcome.code, outcome.stderr.matches(&expected).count()), (0, count), "{outcome:?}");
    }
}
