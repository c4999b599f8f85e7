//! Codes in files of responses: missing and omitted ones, numbers and logical values as other programs write them, categories
//! counted from 1.
//!
//! Abilities are MAP estimates with a standard normal prior, computed with mpmath (30 digits) by maximising the log-posterior.

use crate::command::{Desk, Outcome, rows};
use crate::reference::{SEARCHED, assert_close};

/// Three items coded as in TIMSS: 9 and 99 omitted, 6 and 96 not reached.
const TIMSS: &str = "item_id,model,a,b,c,b1,b2\nM01,3pl,1.1,-0.3,0.2,,\nM02,2pl,0.9,0.5,,,\nM03,gpcm,0.7,,,-0.2,0.9\n";
/// Two rating items, of seven and of six categories (mirt, issue 259).
const RATINGS: &str = "item_id,model,a,b1,b2,b3,b4,b5,b6\nit1,grm,1.5,-3.2,-2.1,-1,-0.2,0.8,1.9\n\
                       it2,grm,1.1,-2.4,-1.2,-0.3,0.7,1.6,\n";

fn score(bank: &str, responses: &str, flags: &str) -> Outcome {
    let desk =
        Desk::new().with("b.csv", bank).with("r.csv", responses).with("d.toml", "[estimator]\nfinal = \"map\"\n");
    desk.run(&format!("score --bank b.csv --responses r.csv --design d.toml {flags}"))
}

#[track_caller]
fn check_row(row: &[String], examinee: &str, [theta, error]: [f64; 2], items: &str) {
    assert_eq!((row[0].as_str(), row[4].as_str()), (examinee, items));
    assert_close(&row[1], theta, SEARCHED, examinee);
    assert_close(&row[2], error, SEARCHED, examinee);
}

#[test]
fn omitted_items_are_wrong_and_items_not_reached_are_missing() {
    let responses = "IDSTUD,M01,M02,M03\n\"10010101\",1,0,2\n\"10010102\",9,6,99\n";
    let wrong = rows(&score(TIMSS, responses, "--missing 6,96 --omitted 9,99 --omitted-as wrong").ok());
    check_row(&wrong[1], "10010101", [0.467_220_188_789_589_6, 0.773_441_528_208_987_4], "3");
    check_row(&wrong[2], "10010102", [-0.800_555_108_338_726, 0.847_481_482_153_670_4], "2");
    let missing = rows(&score(TIMSS, responses, "--missing 6,96 --omitted 9,99 --omitted-as missing").ok());
    check_row(&missing[1], "10010101", [0.467_220_188_789_589_6, 0.773_441_528_208_987_4], "3");
    assert_eq!((missing[2][3].as_str(), missing[2][4].as_str()), ("no_responses", "0"));
}

/// Two-digit scores have no flag: they are faults, and the rows without them are scored.
#[test]
fn codes_without_a_flag_are_faults_with_the_remedy() {
    let responses = "IDSTUD,M01,M02,M03\n\"10010101\",1,0,20\n\"10010102\",9,6,99\n\"10010103\",0,1,1\n";
    let outcome = score(TIMSS, responses, "");
    assert_eq!(rows(&outcome.stdout).len(), 2, "{outcome:?}");
    let message = outcome.failure(1);
    for expected in [
        "r.csv: line 2, column \"M03\": 20 is not a category of the item, whose categories are 0 to 2",
        "r.csv: line 3, column \"M01\": 9 is not a category of the item, whose categories are 0 to 1",
        "r.csv: line 3, column \"M02\": 6 is",
        "r.csv: line 3, column \"M03\": 99 is",
        "4 faults in 2 rows; these rows are not scored",
        "hint: 20 (1 time, in M03): if these are two-digit codes with the score in the first digit",
        "hint: 6, 9, 99 (3 times, in M02, M01, M03)",
        "--missing \"6,9,99\"",
        "--omitted \"6,9,99\" with --omitted-as wrong or missing",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn codes_may_be_negative_decimal_or_words() {
    let plain = score(TIMSS, "examinee,M01,M02,M03\na,1,,2\nb,,0,1\n", "").ok();
    for (responses, flags) in [
        ("examinee,M01,M02,M03\na,1,-9,2\nb,NA,0,1\n", "--missing -9"),
        ("examinee,M01,M02,M03\na,1,-9,2\nb,.,0,1\n", "--missing -9,."),
        ("examinee,M01,M02,M03\na,1,-9.00,2\nb,-9,0,1\n", "--missing=-9"),
        ("examinee,M01,M02,M03\na,1,n/a,2\nb,NaN,0,1\n", "--missing n/a,NaN"),
        ("examinee;M01;M02;M03\na;1,0;-9,0;2,0\nb;;0,0;1,0\n", "--missing -9"),
    ] {
        assert_eq!(score(TIMSS, responses, flags).stdout, plain, "{responses}");
    }
}

/// Scoring a missing answer as wrong (mirtCAT, issue 43).
#[test]
fn empty_cells_may_count_as_wrong() {
    let bank = "item_id,model,a,b\na,2pl,1,0\nb,2pl,1.2,0.3\nc,2pl,0.8,-0.4\n";
    let left_out = rows(&score(bank, "examinee,a,b,c\np,1,NA,NA\n", "").ok());
    check_row(&left_out[1], "p", [0.401_058_137_541_547_07, 0.897_950_293_373_063], "1");
    for (responses, codes) in
        [("examinee,a,b,c\np,1,NA,NA\n", "NA"), ("examinee,a,b,c\np,1,,\n", ","), ("examinee,a,b,c\np,1,NA,\n", ",NA")]
    {
        let wrong = rows(&score(bank, responses, &format!("--omitted {codes} --omitted-as wrong")).ok());
        check_row(&wrong[1], "p", [-0.261_967_867_380_230_87, 0.760_889_281_893_358_4], "3");
    }
}

#[test]
fn numbers_and_logical_values_of_other_programs_are_categories() {
    let plain = score(TIMSS, "examinee,M01,M02,M03\na,1,0,2\nb,0,1,\n", "").ok();
    for responses in [
        "examinee,M01,M02,M03\na,1.0,0.0,2.0\nb,0.0,1.0,\n",
        "examinee,M01,M02,M03\na,TRUE,FALSE,2\nb,False,True,NA\n",
        "examinee,M01,M02,M03\na,T,F,2\nb,f,t,\n",
        "examinee,M01,M02,M03\na,1.,0.00,2.00\nb,0,1,\n",
    ] {
        assert_eq!(score(TIMSS, responses, "").ok(), plain, "{responses}");
    }
    let message = score(TIMSS, "examinee,M03\na,TRUE\nb,1.5\n", "").failure(1);
    assert!(
        message.contains("line 2, column \"M03\": \"TRUE\" is not a category of the item, which has 3"),
        "{message}"
    );
    assert!(message.contains("line 3, column \"M03\": \"1.5\" is not a category: a whole number from 0"), "{message}");
}

#[test]
fn categories_may_be_counted_from_1() {
    let responses = "examinee,it1,it2\np1,7,6\np2,6,3\np3,2,5\n";
    let table = rows(&score(RATINGS, responses, "--lowest-category 1").ok());
    check_row(&table[1], "p1", [1.526_767_321_299_918_9, 0.703_915_686_067_111_7], "2");
    check_row(&table[2], "p2", [0.321_924_694_512_015_16, 0.692_573_924_812_639], "2");
    check_row(&table[3], "p3", [-0.553_438_505_290_566, 0.691_021_984_993_266_5], "2");
    let message = score(RATINGS, "examinee,it1,it2\np1,7,6\np2,0,7\n", "--lowest-category 1").failure(1);
    assert!(message.contains("line 3, column \"it1\": 0 is not a category of the item, whose categories are 1 to 7"));
    assert!(message.contains("line 3, column \"it2\": 7 is not a category of the item, whose categories are 1 to 6"));
    assert!(message.contains("hint: 7 (1 time, in it2) is one more than the highest category"), "{message}");
    assert!(message.contains("hint: 0 (1 time, in it1) is one less than --lowest-category"), "{message}");
    let below = score(RATINGS, "examinee,it1,it2\np1,3,2\np2,2,-1\np3,-2,-2\n", "--lowest-category=-3").ok();
    assert_eq!(below, score(RATINGS, "examinee,it1,it2\np1,6,5\np2,5,2\np3,1,1\n", "").stdout);
}

#[test]
fn a_file_without_category_0_is_suspicious() {
    let remedy = "without --lowest-category 1";
    let outcome = score(RATINGS, "examinee,it1,it2\np1,6,5\np2,5,2\np3,1,4\n", "");
    assert!(
        outcome.code == 0 && outcome.stderr.starts_with("note: r.csv: no response is in category 0"),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains(remedy), "{outcome:?}");
    let message = score(RATINGS, "examinee,it1,it2\np1,7,6\np2,5,2\n", "").failure(1);
    assert!(
        message.contains("hint: no cell has category 0, and 6, 7 (2 times, in it2, it1) is one more than the highest"),
        "{message}"
    );
    assert!(message.contains("add --lowest-category 1"), "{message}");
    assert_eq!(message.matches("--lowest-category").count(), 1, "{message}");
    let other_fault = score(RATINGS, "examinee,it1,it2\np1,6,x\np2,5,2\n", "");
    assert!(other_fault.code == 1 && other_fault.stderr.contains(remedy), "{other_fault:?}");
    assert_eq!(score(RATINGS, "examinee,it1,it2\np1,6,0\np2,5,2\n", "").stderr, "");
    assert_eq!(score(RATINGS, "examinee,it1,it2\np1,6,5\np2,5,2\n", "--lowest-category 1").stderr, "");
    assert_eq!(score(TIMSS, "examinee,M01,M02\na,1,1\n", "").stderr, "", "all right is no wonder");
    let of_ratings =
        score(RATINGS, &format!("examinee,it1,it2\n{}", "p,6,5\n".repeat(9)), "--omitted 9 --omitted-as wrong");
    assert!(of_ratings.stderr.contains(remedy), "{of_ratings:?}");
}

#[test]
fn codes_that_cannot_be_meant_are_refused() {
    for (flags, code, expected) in [
        ("--omitted 9", 2, "--omitted-as <AS>"),
        ("--omitted-as wrong", 2, "--omitted <CODE,…>"),
        ("--omitted 9 --omitted-as zero", 2, "possible values: wrong, missing"),
        ("--missing 9,8 --omitted 7,9.0 --omitted-as wrong", 1, "\"9\" is a code of --missing and of --omitted"),
        ("--lowest-category x", 2, "--lowest-category"),
    ] {
        let message = score(TIMSS, "examinee,M01\na,1\n", flags).failure(code);
        assert!(message.contains(expected), "{flags}: {message}");
    }
    let outcome = score(TIMSS, "examinee,M01\na,1\nb,0\n", "--missing 1");
    assert!(
        outcome.stderr.contains("note: r.csv: the code \"1\" is also a category of items such as \"M01\""),
        "{outcome:?}"
    );
}
