//! Files of chosen options, scored with the keys of the bank.

use crate::command::{Desk, Outcome};

const KEYS: &str = "item_id,model,a,b,key\nq1,2pl,1.2,-0.4,A\nq2,2pl,0.9,0.7,C\nq3,2pl,1.1,0,D\n";
/// Keys as in SAT12 of mirt: numbers from 1 to 5, 8 for no answer.
const NUMBERS: &str = "item_id,model,a,b,key\nq1,2pl,1.2,-0.4,1\nq2,2pl,0.9,0.7,4\nq3,2pl,1.1,0,5\n";
const OPTIONS: &str = "item_id,model,a,b,key,option_A,option_B,option_C,option_D\nq1,2pl,1.2,-0.4,A,a,b,c,\n\
                       q2,2pl,0.9,0.7,C,a,b,c,d\nq3,2pl,1.1,0,D,a,b,c,d\n";
const SCORED: &str = "examinee,q1,q2,q3\nann,1,0,1\nbob,0,1,\n";

fn score(bank: &str, responses: &str, flags: &str) -> Outcome {
    let desk = Desk::new().with("b.csv", bank).with("r.csv", responses);
    desk.run(&format!("score --bank b.csv --responses r.csv {flags}"))
}

#[test]
fn options_score_as_the_keys_say() {
    let scored = score(KEYS, SCORED, "").ok();
    for (bank, responses, flags) in [
        (KEYS, "examinee,q1,q2,q3\nann,A,B,D\nbob,B,C,\n", "--key"),
        (KEYS, "examinee,q1,q2,q3\nann,a,b,d\nbob,b,c,NA\n", "--key"),
        (OPTIONS, "examinee,q1,q2,q3\nann,A,B,D\nbob,B,C,\n", "--key"),
        (NUMBERS, "examinee,q1,q2,q3\nann,1,2,5\nbob,2,4,8\n", "--key --missing 8"),
        (NUMBERS, "examinee,q1,q2,q3\nann,1.0,2.0,5.0\nbob,2,4,\n", "--key"),
        (NUMBERS, "examinee,q1,q2,q3\nann,1,8,5\nbob,8,4,\n", "--key --omitted 8 --omitted-as wrong"),
    ] {
        let outcome = score(bank, responses, flags);
        assert_eq!((outcome.code, &outcome.stdout), (0, &scored), "{responses}");
    }
}

/// A scale of agreement, the second item keyed in reverse.
const SCALE: &str = "item_id,model,a,b1,b2,option_A,option_B,option_C,score_A,score_B,score_C\n\
                     q1,grm,1.2,-0.4,0.6,no,so so,yes,0,1,2\nq2,grm,0.9,-0.7,0.1,no,so so,yes,2,1,0\n";

#[test]
fn options_score_their_categories() {
    let scored = score(SCALE, "examinee,q1,q2\nann,2,1\nbob,0,2\n", "").ok();
    assert_eq!(score(SCALE, "examinee,q1,q2\nann,C,B\nbob,a,A\n", "--key").ok(), scored);
    let message = score(SCALE, "examinee,q1,q2\nann,D,B\n", "--key").failure(1);
    assert!(message.contains("\"D\" is not an option of the item, whose options are A, B, C"), "{message}");
}

#[test]
fn what_is_no_option_is_a_fault() {
    let message = score(OPTIONS, "examinee,q1,q2,q3\nann,D,B,D\nbob,B,X,D\n", "--key").failure(1);
    for expected in [
        "line 2, column \"q1\": \"D\" is not an option of the item, whose options are A, B, C",
        "line 3, column \"q2\": \"X\" is not an option of the item, whose options are A, B, C, D",
        "2 faults in 2 rows; these rows are not scored",
    ] {
        assert!(message.contains(expected), "{message}");
    }
    let message = score(KEYS, "examinee,q1,q2\nann,9,C\n", "--key").failure(1);
    assert!(message.contains("\"9\" is not an option of the item, whose options are A to E"), "{message}");
    let message = score(NUMBERS, "examinee,q1,q2\nann,8,B\n", "--key").failure(1);
    assert!(message.contains("\"8\" is not an option of the item, whose options are 1 to 5"), "{message}");
    assert!(message.contains("--missing \"8,B\""), "{message}");
}

/// Without a list of options, an option that is never right may be a code.
#[test]
fn options_that_are_never_right_are_noted() {
    let outcome = score(KEYS, "examinee,q1,q2,q3\nann,A,E,D\nbob,E,C,\n", "--key");
    assert_eq!(outcome.stdout, score(KEYS, SCORED, "").ok());
    assert_eq!(outcome.stderr, "note: r.csv: counted as wrong, and the key of no item of the bank: E (2 times)\n");
}

#[test]
fn letters_without_the_flag_are_faults_with_the_remedy() {
    let message = score(KEYS, "examinee,q1,q2,q3\nann,A,B,D\nbob,B,C,\n", "").failure(1);
    assert!(message.contains("\"A\" is not a category"), "{message}");
    assert!(
        message.contains("if cells are chosen options, --key scores them with the column `key` of the bank"),
        "{message}"
    );
}

#[test]
fn items_without_a_key_are_read_as_categories_and_named() {
    let bank =
        "item_id,model,a,b,key,b1,b2\nq1,2pl,1.2,-0.4,B,,\nq0,2pl,1,0,C,,\nq2,2pl,0.9,0.7,,,\ness,gpcm,0.9,,,-1,1\n";
    let outcome = score(bank, "examinee,q1,q2,ess\nann,B,0,2\nbob,C,1,0\n", "--key");
    assert_eq!(outcome.stdout, score(bank, "examinee,q1,q2,ess\nann,1,0,2\nbob,0,1,0\n", "").ok());
    assert_eq!(outcome.stderr, "note: r.csv: without a key, their cells being categories: \"q2\", \"ess\"\n");
    let message = score("item_id,model,b\nq1,1pl,0\n", "examinee,q1\nann,A\n", "--key").failure(1);
    assert!(message.contains("b.csv: no item has a key, which --key needs"), "{message}");
}

#[test]
fn logical_keys_are_options_too() {
    let bank = "item_id,model,b,key\nq1,1pl,0,T\nq2,1pl,1,F\n";
    let scored = score(bank, "examinee,q1,q2\nann,1,0\nbob,0,1\n", "").ok();
    assert_eq!(score(bank, "examinee,q1,q2\nann,T,T\nbob,F,F\n", "--key").ok(), scored);
}

/// The remedy for a bank that comes from another program: the keys beside its parameters.
#[test]
fn a_converted_bank_keeps_the_keys() {
    let desk = Desk::new()
        .with("c.csv", "\"\",\"a1\",\"d\",\"key\"\n\"q1\",1.2,0.48,\"A\"\n\"q2\",0.9,-0.63,NA\n\"q3\",1.1,0,\"D\"\n");
    let bank = desk.run("bank convert c.csv --from mirt").ok();
    let keys: Vec<&str> = bank.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(keys, ["key", "A", "", "D"], "{bank}");
    let bank = Desk::new()
        .with("c.csv", "id,a,b,key\nq1,1,0,A\nq2,-1,0,B\n")
        .run("bank convert c.csv --from catr --reverse q2");
    assert!(!bank.stdout.contains(",B"), "the key of a reversed item would score the wrong way round: {bank:?}");
}
